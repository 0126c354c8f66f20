import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { Residue, TeardownView } from "#lib/domain/tenants/model.ts";
import { formatNumber } from "#lib/format.ts";

type Scan = { when: Date | null; found: Residue[] };

/** What every table with a tenant still holds of this one: by each scan of the tear-down, and counted now. */
export function ResiduePanel({ teardown: { now, scans } }: { teardown: Pick<TeardownView, "now" | "scans"> }) {
  const looks: Scan[] = [
    ...(now ? [{ when: null, found: now }] : []),
    ...scans.toReversed().map(({ at, found }) => ({ when: at, found })),
  ];
  const [latest] = looks;
  if (!latest)
    return (
      <Panel title="Residue scan">
        <EmptyState kind="first-use" icon="search" title="Not scanned yet">
          After the last step every table with a tenant is counted for this one.
        </EmptyState>
      </Panel>
    );
  const clean = unexpected(latest).length === 0;
  return (
    <Panel
      title="Residue scan"
      sub={
        clean ? (
          <Chip tone="ok">Nothing left but what is kept</Chip>
        ) : (
          <Chip tone="bad">
            Left behind:{" "}
            {unexpected(latest)
              .map(({ name }) => name)
              .join(", ")}
          </Chip>
        )
      }
      flush
    >
      <DataTable label="Residue scan">
        <THead>
          <Th>Counted</Th>
          <Th>Table</Th>
          <Th numeric>Rows</Th>
          <Th>Verdict</Th>
          <Th>Why</Th>
        </THead>
        <TBody>{looks.flatMap((look) => rowsOf(look))}</TBody>
      </DataTable>
    </Panel>
  );
}

// A count stops at a million.
const rowsMax = 1_000_000;

function rowsOf({ when, found }: Scan) {
  return found.map(({ name, rows, kept }, at) => (
    <Tr key={`${when?.toISOString() ?? "now"} ${name}`}>
      <Td className={at > 0 ? "text-text-3" : undefined}>{when ? <DateTime date={when} /> : "Now"}</Td>
      <Td mono>{name}</Td>
      <Td numeric>{rows >= rowsMax ? `${formatNumber(rowsMax)} or more` : formatNumber(rows)}</Td>
      <Td>{kept ? <Chip tone="mute">Kept</Chip> : <Chip tone="bad">Left behind</Chip>}</Td>
      <Td className="min-w-64 whitespace-normal py-2">
        {kept ?? "No tear-down knows this table, or it was written to since"}
      </Td>
    </Tr>
  ));
}

function unexpected({ found }: Scan): Residue[] {
  return found.filter(({ kept, rows }) => kept === null && rows > 0);
}

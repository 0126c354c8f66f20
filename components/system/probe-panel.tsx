import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { IsolationProbe } from "#lib/domain/system/model.ts";
import { formatNumber } from "#lib/format.ts";

/** What an attempt to read past the walls between tenants found, table by table. */
export function ProbePanel({ probe: { at, tables, breached } }: { probe: IsolationProbe }) {
  return (
    <Panel
      title="Isolation self-test"
      sub={
        <span className="flex flex-wrap items-center gap-2">
          {breached.length === 0 ? (
            <Chip tone="ok">{`${tables.length} tables hold`}</Chip>
          ) : (
            <Chip tone="bad">{`${breached.join(", ")} let rows through`}</Chip>
          )}
          <span>
            run at <DateTime date={at} />
          </span>
        </span>
      }
      flush
    >
      <p className="px-4 pb-3 text-13 text-text-2">
        Each table with rows of tenants was read with a tenant page’s rights, for rows of others.
      </p>
      <details open={breached.length > 0} className="group border-t">
        <summary className="-outline-offset-2 flex min-h-9 cursor-pointer list-none items-center gap-2 px-4 text-13 hover:bg-sunken pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
          <Icon name="chevron-right" className="text-text-3 group-open:rotate-90" />
          Each of the {tables.length} tables
        </summary>
        <DataTable label="Isolation self-test">
          <THead>
            <Th>Table</Th>
            <Th>Wall</Th>
            <Th numeric>Policies</Th>
            <Th numeric>Rows of others it let through</Th>
          </THead>
          <TBody>
            {tables.map(({ table, forced, policies, foreignRows }) => (
              <Tr key={table}>
                <Td mono>{table}</Td>
                <Td>{forced ? <Chip tone="ok">Forced</Chip> : <Chip tone="bad">Not forced</Chip>}</Td>
                <Td numeric>{formatNumber(policies)}</Td>
                <Td numeric>{formatNumber(foreignRows)}</Td>
              </Tr>
            ))}
          </TBody>
        </DataTable>
      </details>
    </Panel>
  );
}

import type { ReactNode } from "react";
import { ReadAge } from "#components/shell/read-age.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { SurfaceCut, TenantView } from "#lib/domain/tenants/model.ts";
import { formatDuration } from "#lib/format.ts";

type Props = { tenant: Pick<TenantView, "status" | "statusChangedAt">; cuts: readonly SurfaceCut[] };

/** Each surface of a tenant: whether it is open or cut, since when, what it let in last and refused first. */
export function SurfacePanel({ tenant: { status, statusChangedAt }, cuts }: Props) {
  const open = status === "Active";
  const surface = (name: string) => ({
    open,
    since: statusChangedAt,
    // What it let in and refused is known of the cut that lasts, not of one that is over.
    record: open ? undefined : cuts.find((each) => each.surface === name),
  });
  return (
    <Panel title="Surfaces" sub={summaries[status]} flush age={<ReadAge />}>
      <DataTable label="Surfaces">
        <THead>
          <Th>Surface</Th>
          <Th>State</Th>
          <Th>Since</Th>
          <Th>Last let in</Th>
          <Th>First refused</Th>
          <Th>What it means</Th>
        </THead>
        <TBody>
          <Row name="HTTP API" {...surface("api")}>
            {refusals[status]}
          </Row>
          <Row name="Console" {...surface("console")}>
            {open ? "Members work in it" : "Members see why, since when and whom to ask"}
          </Row>
          <Tr>
            <Td strong>Sign-in</Td>
            <Td>
              <Chip tone="ok">Open</Chip>
            </Td>
            <Never why="It is never cut for one tenant" />
            <Td className={wide}>
              Accounts are people’s own and may belong to other tenants; sessions stay as they are
            </Td>
          </Tr>
          <Tr>
            <Td strong>Jobs</Td>
            <Td>
              <Chip tone="mute">None</Chip>
            </Td>
            <Never why="No job runs for a single tenant" />
            <Td className={wide}>No job runs for a single tenant, so there is none to stop</Td>
          </Tr>
        </TBody>
      </DataTable>
    </Panel>
  );
}

const wide = "min-w-64 whitespace-normal py-2";

const summaries: Record<TenantView["status"], string> = {
  Pending: "not open yet",
  Active: "all open",
  Suspended: "cut at the next request; all data is kept",
  Terminating: "cut at the next request; all data is kept until the tear-down",
};

const refusals: Record<TenantView["status"], string> = {
  Pending: "Every call is refused with 409 conflict",
  Active: "Its keys and the platform’s keys act for it",
  Suspended: "Every key is refused with 403 tenant_suspended",
  Terminating: "Every key is refused with 403 tenant_suspended",
};

function Row({
  name,
  open,
  since,
  record,
  children,
}: {
  name: string;
  open: boolean;
  since: Date;
  record: SurfaceCut | undefined;
  children: ReactNode;
}) {
  return (
    <Tr>
      <Td strong>{name}</Td>
      <Td>
        {open ? (
          <Chip tone="ok">Open</Chip>
        ) : (
          <Chip tone="bad" icon="ban">
            Cut
          </Chip>
        )}
      </Td>
      <Td>
        <DateTime date={record?.cutAt ?? since} />
      </Td>
      <Td empty={open ? "It is open" : undefined}>
        {record?.lastAcceptedAt ? <DateTime date={record.lastAcceptedAt} /> : <Unknown>not on record</Unknown>}
      </Td>
      <Td empty={open ? "It is open" : undefined}>
        {record?.firstRefusedAt ? (
          <>
            <DateTime date={record.firstRefusedAt} />
            <Unknown>, {after(record)}</Unknown>
          </>
        ) : (
          <Unknown>{record ? "nobody yet" : "not on record"}</Unknown>
        )}
      </Td>
      <Td className={wide}>{children}</Td>
    </Tr>
  );
}

function Never({ why }: { why: string }) {
  return (
    <>
      <Td empty={why} />
      <Td empty={why} />
      <Td empty={why} />
    </>
  );
}

function Unknown({ children }: { children: ReactNode }) {
  return <span className="text-text-3">{children}</span>;
}

function after({ cutAt, firstRefusedAt }: SurfaceCut): string {
  return `${formatDuration(Math.max(Number(firstRefusedAt) - cutAt.getTime(), 0))} after`;
}

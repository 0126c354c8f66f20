import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { SurfaceCut, TenantView } from "#lib/domain/tenants/model.ts";
import { formatDuration } from "#lib/format.ts";

type Props = { tenant: Pick<TenantView, "status" | "statusChangedAt" | "createdAt">; cuts: readonly SurfaceCut[] };

/** Each surface of a tenant: whether it is open or cut, since when, what it let in last and refused first. */
export function SurfacePanel({ tenant: { status, createdAt }, cuts }: Props) {
  const cut = status === "Suspended" || status === "Terminating";
  const of = (surface: string) => (cut ? cuts.find((each) => each.surface === surface) : undefined);
  return (
    <Panel title="Surfaces" sub={summaries[status]} flush>
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
          <Row name="HTTP API" cut={cut} opened={createdAt} record={of("api")}>
            {cut ? "Every key is refused with 403 tenant_suspended" : "Its keys and the platform’s keys act for it"}
          </Row>
          <Row name="Console" cut={cut} opened={createdAt} record={of("console")}>
            {cut ? "Members see why, since when and whom to ask" : "Members work in it"}
          </Row>
          <Row name="Sign-in" cut={false} opened={createdAt} record={undefined}>
            Accounts are people’s own and may belong to other tenants; sessions stay, the console does not open
          </Row>
          <Tr>
            <Td strong>Jobs</Td>
            <Td>
              <Chip tone="mute">None</Chip>
            </Td>
            <Td empty="No job runs for a single tenant" />
            <Td empty="No job runs for a single tenant" />
            <Td empty="No job runs for a single tenant" />
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

function Row({
  name,
  cut,
  opened,
  record,
  children,
}: {
  name: string;
  cut: boolean;
  opened: Date;
  record: SurfaceCut | undefined;
  children: ReactNode;
}) {
  const unknown = cut ? "The record does not know" : "The surface is open";
  return (
    <Tr>
      <Td strong>{name}</Td>
      <Td>
        {cut ? (
          <Chip tone="bad" icon="ban">
            Cut
          </Chip>
        ) : (
          <Chip tone="ok">Open</Chip>
        )}
      </Td>
      <Td empty={cut && !record ? unknown : undefined}>
        {(record || !cut) && <DateTime date={record?.cutAt ?? opened} />}
      </Td>
      <Td empty={record?.lastAcceptedAt ? undefined : unknown}>
        {record?.lastAcceptedAt && <DateTime date={record.lastAcceptedAt} />}
      </Td>
      <Td empty={record?.firstRefusedAt ? undefined : cut ? "Nobody has come since" : unknown}>
        {record?.firstRefusedAt && (
          <>
            <DateTime date={record.firstRefusedAt} />
            <span className="text-text-3">, {after(record.cutAt, record.firstRefusedAt)}</span>
          </>
        )}
      </Td>
      <Td className={wide}>{children}</Td>
    </Tr>
  );
}

function after(cutAt: Date, refusedAt: Date): string {
  return `${formatDuration(Math.max(refusedAt.getTime() - cutAt.getTime(), 0))} after`;
}

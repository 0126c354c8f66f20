import { ReadAge } from "#components/shell/read-age.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { formatNumber } from "#lib/format.ts";

export type QueueState = { name: string; waiting: number; tenants: number; refused: number };
export type PoolState = { name: string; inUse: number; open: number; most: number; waiting: number };

/** What waits in the process that drew this page; another process has queues and pools of its own. */
export function ProcessPanel({
  process,
  queues,
  pools,
}: {
  process: string;
  queues: readonly QueueState[];
  pools: readonly PoolState[];
}) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel title="Queues" sub={`of this process, ${process}`} flush age={<ReadAge />}>
        <DataTable label="Queues">
          <THead>
            <Th>Queue</Th>
            <Th numeric>Calls waiting now</Th>
            <Th numeric>Tenants waiting</Th>
            <Th numeric>Refused since its start</Th>
          </THead>
          <TBody>
            {queues.map(({ name, waiting, tenants, refused }) => (
              <Tr key={name}>
                <Td strong>{name}</Td>
                <Td numeric>{formatNumber(waiting)}</Td>
                <Td numeric>{formatNumber(tenants)}</Td>
                <Td numeric>{formatNumber(refused)}</Td>
              </Tr>
            ))}
          </TBody>
        </DataTable>
      </Panel>
      <Panel title="Connections" sub={`of this process, ${process}`} flush age={<ReadAge />}>
        <DataTable label="Connections">
          <THead>
            <Th>Pool</Th>
            <Th numeric>In use</Th>
            <Th numeric>Open</Th>
            <Th numeric>At most</Th>
            <Th numeric>Waiting for one</Th>
          </THead>
          <TBody>
            {pools.map(({ name, inUse, open, most, waiting }) => (
              <Tr key={name}>
                <Td strong>{name}</Td>
                <Td numeric>{formatNumber(inUse)}</Td>
                <Td numeric>{formatNumber(open)}</Td>
                <Td numeric>{formatNumber(most)}</Td>
                <Td numeric>{formatNumber(waiting)}</Td>
              </Tr>
            ))}
          </TBody>
        </DataTable>
      </Panel>
    </div>
  );
}

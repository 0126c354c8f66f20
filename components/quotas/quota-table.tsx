import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import type { QuotaView } from "#lib/domain/quotas/model.ts";
import { formatCompact, formatDateTime, formatNumber, formatPercent } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

export type NamedQuota = QuotaView & { name: string; unit: string };

/** Each limit with what counts against it, how full it is, when it begins anew and which layer set it. */
export function QuotaTable({
  quotas,
  zone,
  acts,
}: {
  quotas: readonly NamedQuota[];
  zone: string;
  /** What may be done about each. */
  acts?: (quota: NamedQuota) => ReactNode;
}) {
  return (
    <DataTable label="Quotas">
      <THead>
        <Th>Meter</Th>
        <Th>Counted</Th>
        <Th>State</Th>
        <Th>Fill</Th>
        <Th numeric>Of the limit</Th>
        <Th numeric>Used</Th>
        <Th numeric>Limit</Th>
        <Th>Begins anew</Th>
        <Th>Set by</Th>
        {acts && (
          <Th>
            <span className="sr-only">Acts</span>
          </Th>
        )}
      </THead>
      <TBody>
        {quotas.map((quota) => (
          <QuotaRow key={`${quota.meter} ${quota.period}`} quota={quota} zone={zone} acts={acts?.(quota)} />
        ))}
      </TBody>
    </DataTable>
  );
}

function QuotaRow({ quota, zone, acts }: { quota: NamedQuota; zone: string; acts?: ReactNode }) {
  const { name, unit, period, used, limit, resetsAt, mode, layer } = quota;
  const percent = percentOf(quota);
  const exact = `${formatNumber(used)} ${unit} of ${limit === null ? "no limit" : formatNumber(limit)}`;
  return (
    <Tr>
      <Td strong>{name}</Td>
      <Td>{period === null ? "What exists now" : `Per ${period}`}</Td>
      <Td>
        <StateChip percent={percent} soft={mode === "soft"} />
      </Td>
      <Td className="w-40">
        <QuotaBar percent={percent} label={`${name}: ${exact}`} />
      </Td>
      <Td numeric empty={percent === null ? "no share of a limit that is none or 0" : undefined}>
        {percent !== null && formatPercent(percent)}
      </Td>
      <Td numeric title={exact}>
        {formatCompact(used)}
      </Td>
      <Td numeric title={exact}>
        {limit === null ? "Unlimited" : `${formatCompact(limit)} ${unit}`}
      </Td>
      <Td empty={resetsAt === null ? "an allocation does not begin anew" : undefined}>
        {resetsAt && formatDateTime(resetsAt, zone)}
      </Td>
      <Td>{layerNames[layer]}</Td>
      {acts && (
        <Td>
          <span className="flex justify-end">{acts}</span>
        </Td>
      )}
    </Tr>
  );
}

function StateChip({ percent, soft }: { percent: number | null; soft: boolean }) {
  if (percent === null || percent < 80) return <Chip tone="ok">Fine</Chip>;
  if (percent < 100) return <Chip tone="warn">Nearly full</Chip>;
  return soft ? <Chip tone="warn">Over, allowed</Chip> : <Chip tone="bad">Full</Chip>;
}

// A limit of 0 is nothing rather than 100 %.
function percentOf({ used, limit }: QuotaView): number | null {
  return limit === null || limit === 0 ? null : (used / limit) * 100;
}

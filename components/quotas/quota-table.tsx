import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { nameOf, percentInWords, percentOf, type StandingQuota, warnPercent } from "#lib/domain/quotas/standing.ts";
import { formatCompact, formatDateTime, formatNumber } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

/** Each limit with what counts against it, how full it is, when it begins anew and which layer set it. */
export function QuotaTable({
  quotas,
  zone,
  acts,
}: {
  quotas: readonly StandingQuota[];
  zone: string;
  /** What may be done about each. */
  acts?: (quota: StandingQuota) => ReactNode;
}) {
  return (
    <DataTable label="Quotas">
      <THead>
        <Th>Meter</Th>
        <Th>State</Th>
        <Th>Of the limit</Th>
        <Th numeric>Used</Th>
        <Th numeric>Limit</Th>
        <Th>Unit</Th>
        <Th>Begins anew</Th>
        <Th>Set by</Th>
        {acts && <ActsTh />}
      </THead>
      <TBody>
        {quotas.map((quota) => (
          <QuotaRow key={`${quota.meter} ${quota.period}`} quota={quota} zone={zone} acts={acts?.(quota)} />
        ))}
      </TBody>
    </DataTable>
  );
}

function QuotaRow({ quota, zone, acts }: { quota: StandingQuota; zone: string; acts?: ReactNode }) {
  const { unit, used, limit, resetsAt, mode, layer } = quota;
  const percent = percentOf(quota);
  const noShare = limit === null ? "There is no limit to fill" : "Nothing is a share of 0";
  const exact = `${formatNumber(used)} ${unit} of ${limit === null ? "no limit" : formatNumber(limit)}`;
  return (
    <Tr>
      <Td strong>{nameOf(quota)}</Td>
      <Td>
        <StateChip percent={percent} limit={limit} soft={mode === "soft"} />
      </Td>
      <Td className="w-48" empty={percent === null ? noShare : undefined}>
        <span className="flex items-center gap-2">
          <QuotaBar
            percent={percent}
            warnAt={warnPercent}
            soft={mode === "soft"}
            label={`${nameOf(quota)}: ${exact}`}
          />
          <span className="w-13 shrink-0 whitespace-nowrap text-right">
            {percent !== null && percentInWords(percent)}
          </span>
        </span>
      </Td>
      <Td numeric title={exact}>
        {formatCompact(used)}
      </Td>
      <Td numeric title={exact}>
        {limit === null ? "Unlimited" : formatCompact(limit)}
      </Td>
      <Td empty={unit ? undefined : "No unit was given"}>{unit}</Td>
      <Td empty={resetsAt === null ? "Never: what exists now counts" : undefined}>
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

function StateChip({ percent, limit, soft }: { percent: number | null; limit: number | null; soft: boolean }) {
  if (limit === 0) return <Chip tone={soft ? "warn" : "bad"}>{soft ? "Each is over, allowed" : "None allowed"}</Chip>;
  if (percent === null || percent < warnPercent) return <Chip tone="ok">Fine</Chip>;
  if (percent < 100) return <Chip tone="warn">Nearly full</Chip>;
  return soft ? <Chip tone="warn">Over, allowed</Chip> : <Chip tone="bad">Full</Chip>;
}

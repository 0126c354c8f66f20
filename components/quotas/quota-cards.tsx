import type { ReactNode } from "react";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { StatRow } from "#components/ui/stat-row.tsx";
import { EstimateLine } from "#components/usage/estimate-line.tsx";
import {
  cardsMax,
  nameOf,
  percentInWords,
  percentOf,
  type StandingQuota,
  warnPercent,
} from "#lib/domain/quotas/standing.ts";
import type { Estimate } from "#lib/domain/usage/model.ts";
import { formatCompact, formatDateTime, formatNumber } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

/** Up to four quotas: what is used of what is allowed, when that begins anew, and which layer says so. `rest` fills the row up. */
export function QuotaCards({
  quotas,
  zone,
  usageHref,
  estimates = [],
  rest = [],
}: {
  quotas: readonly StandingQuota[];
  zone: string;
  usageHref: string;
  /** What months will come to. */
  estimates?: readonly Estimate[];
  rest?: readonly ReactNode[];
}) {
  return (
    <StatRow>
      {quotas.slice(0, cardsMax).map((quota) => (
        <QuotaCard
          key={`${quota.meter} ${quota.period}`}
          quota={quota}
          zone={zone}
          usageHref={usageHref}
          estimate={quota.period === "month" ? estimates.find(({ meter }) => meter === quota.meter) : undefined}
        />
      ))}
      {rest.slice(0, Math.max(0, cardsMax - quotas.length))}
    </StatRow>
  );
}

function QuotaCard({
  quota,
  zone,
  usageHref,
  estimate,
}: {
  quota: StandingQuota;
  zone: string;
  usageHref: string;
  estimate?: Estimate;
}) {
  const { meter, used, limit, unit, resetsAt, layer, mode } = quota;
  const percent = percentOf(quota);
  const likely = estimate && percentOf({ used: estimate.amount, limit });
  const exact = `${formatNumber(used)} of ${limit === null ? "no limit" : formatNumber(limit)} ${unit}`.trim();
  return (
    <Stat
      label={nameOf(quota)}
      href={`${usageHref}?${new URLSearchParams({ meter })}`}
      note={percent === null ? "" : percentInWords(percent)}
      value={formatCompact(used)}
      of={limit === null ? `${unit}, unlimited`.replace(/^, /, "") : `of ${formatCompact(limit)} ${unit}`}
      title={exact}
    >
      <QuotaBar
        percent={percent}
        estimate={likely}
        warnAt={warnPercent}
        soft={mode === "soft"}
        label={`${nameOf(quota)}: ${exact}`}
      />
      <p className="text-12 text-text-3 tabular-nums" title={resetsAt ? formatDateTime(resetsAt, zone) : undefined}>
        {[
          limit === 0 ? "None is allowed" : null,
          resetsAt ? `Resets ${formatDateTime(resetsAt, zone).replace(/\s\d{4},/u, ",")}` : "What exists now",
          mode === "soft" ? "soft" : null,
          layerNames[layer],
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {estimate && <EstimateLine estimate={estimate} unit={unit} zone={zone} />}
    </Stat>
  );
}

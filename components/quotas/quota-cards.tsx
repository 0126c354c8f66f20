import type { ReactNode } from "react";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { Stat, StatRow } from "#components/ui/stat.tsx";
import { nameOf, percentInWords, percentOf, type StandingQuota, warnPercent } from "#lib/domain/quotas/standing.ts";
import { formatCompact, formatDateTime, formatNumber } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

const most = 4;

/** Up to four quotas: what is used of what is allowed, when that begins anew, and which layer says so. `rest` fills the row up. */
export function QuotaCards({
  quotas,
  zone,
  usageHref,
  rest = [],
}: {
  quotas: readonly StandingQuota[];
  zone: string;
  usageHref: string;
  rest?: readonly ReactNode[];
}) {
  return (
    <StatRow>
      {quotas.slice(0, most).map((quota) => (
        <QuotaCard key={`${quota.meter} ${quota.period}`} quota={quota} zone={zone} usageHref={usageHref} />
      ))}
      {rest.slice(0, Math.max(0, most - quotas.length))}
    </StatRow>
  );
}

function QuotaCard({ quota, zone, usageHref }: { quota: StandingQuota; zone: string; usageHref: string }) {
  const { meter, used, limit, unit, resetsAt, layer, mode } = quota;
  const percent = percentOf(quota);
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
      <QuotaBar percent={percent} warnAt={warnPercent} soft={mode === "soft"} label={`${nameOf(quota)}: ${exact}`} />
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
    </Stat>
  );
}

import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { Stat, StatRow } from "#components/ui/stat.tsx";
import { nameOf, percentOf, type StandingQuota, warnPercent } from "#lib/domain/quotas/standing.ts";
import { formatCompact, formatDateTime, formatNumber, formatPercent } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

/** Up to four quotas: what is used of what is allowed, when that begins anew, and which layer says so. */
export function QuotaCards({
  quotas,
  zone,
  usageHref,
}: {
  quotas: readonly StandingQuota[];
  zone: string;
  usageHref: string;
}) {
  return (
    <StatRow>
      {quotas.slice(0, 4).map((quota) => (
        <QuotaCard key={`${quota.meter} ${quota.period}`} quota={quota} zone={zone} usageHref={usageHref} />
      ))}
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
      note={percent === null ? "" : formatPercent(percent)}
      value={formatCompact(used)}
      of={limit === null ? `${unit}, unlimited`.replace(/^, /, "") : `of ${formatCompact(limit)} ${unit}`}
      title={exact}
    >
      <QuotaBar percent={percent} warnAt={warnPercent} label={`${nameOf(quota)}: ${exact}`} />
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

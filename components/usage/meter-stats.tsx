import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Stat, StatRow } from "#components/ui/stat.tsx";
import { formatCompact, formatMonth, formatNumber } from "#lib/format.ts";

export type MeterStat = { slug: string; name: string; unit: string; value: number | null; lastAt: Date | null };

/** Up to four meters, what they stand at this month of the tenant's zone, and when each last counted. */
export function MeterStats({
  stats,
  zone,
  usageHref,
}: {
  stats: readonly MeterStat[];
  zone: string;
  usageHref?: string;
}) {
  const month = formatMonth(new Date(), zone);
  return (
    <StatRow>
      {stats.map(({ slug, name, unit, value, lastAt }) => (
        <Stat
          key={slug}
          label={name}
          href={usageHref && `${usageHref}?${new URLSearchParams({ meter: slug })}`}
          note={month}
          value={value === null ? "–" : formatCompact(value)}
          of={unit}
          title={value === null ? `Nothing counted in ${month}` : `${formatNumber(value)} ${unit} in ${month}, ${zone}`}
        >
          <p className="text-12 text-text-3 tabular-nums">
            {lastAt ? (
              <>
                Last event <RelativeTime date={lastAt} />
              </>
            ) : (
              "No event yet"
            )}
          </p>
        </Stat>
      ))}
    </StatRow>
  );
}

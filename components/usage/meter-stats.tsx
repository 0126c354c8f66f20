import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Stat, StatRow } from "#components/ui/stat.tsx";
import { formatCompact, formatNumber } from "#lib/format.ts";

export type MeterStat = { slug: string; name: string; unit: string; value: number | null; lastAt: Date | null };

/** Up to four meters, what they stand at this month, and when each last counted. */
export function MeterStats({
  stats,
  month,
  usageHref,
}: {
  stats: readonly MeterStat[];
  /** Which one, in words. */
  month: string;
  usageHref?: string;
}) {
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
          title={value === null ? `Nothing counted in ${month}` : `${formatNumber(value)} ${unit} in ${month}`}
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

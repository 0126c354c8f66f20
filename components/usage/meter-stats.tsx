import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { Estimate } from "#lib/domain/usage/model.ts";
import { formatCompact, formatNumber } from "#lib/format.ts";

import { EstimateLine } from "./estimate-line.tsx";

export type MeterStat = { slug: string; name: string; unit: string; value: number | null; lastAt: Date | null };

/** What a meter stands at this month, and when it last counted. */
export function MeterStatCard({
  stat: { slug, name, unit, value, lastAt },
  month,
  usageHref,
  estimate,
  zone,
}: {
  stat: MeterStat;
  /** Which one, in words. */
  month: string;
  usageHref: string;
  estimate?: Estimate;
  zone: string;
}) {
  return (
    <Stat
      label={name}
      href={`${usageHref}?${new URLSearchParams({ meter: slug })}`}
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
      {estimate && <EstimateLine estimate={estimate} unit={unit} zone={zone} />}
    </Stat>
  );
}

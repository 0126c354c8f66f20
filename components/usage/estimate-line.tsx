import type { Estimate } from "#lib/domain/usage/model.ts";
import { formatCompact, formatDay, formatNumber } from "#lib/format.ts";
import { reachInWords } from "./usage-words.ts";

/** Where a month's count is going, and by which reckoning. */
export function EstimateLine({ estimate, unit, zone }: { estimate: Estimate; unit: string; zone: string }) {
  const { amount, at, days, method, reaches } = estimate;
  const end = formatDay(new Date(Date.parse(at) - 1), zone);
  return (
    <p
      className="text-12 text-text-2 tabular-nums"
      title={`About ${formatNumber(Math.round(amount))} ${unit} by the end of ${end}. ${method}.`}
    >
      Estimated ≈ {formatCompact(Math.round(amount))} by {end}
      {reaches && <span className="font-medium text-warn">{`, ${reachInWords(reaches, zone)}`}</span>}
      <span className="text-text-3"> · like the last {days} days</span>
    </p>
  );
}

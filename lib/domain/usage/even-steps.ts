import type { LimitStep } from "../quotas/limit-history.ts";
import type { QuotaPeriod } from "../quotas/model.ts";
import { periodStart } from "./running.ts";
import type { WindowSize } from "./view.ts";

const HOUR = 3_600_000;
const lengths: Record<WindowSize, number> = { MINUTE: 60_000, HOUR, DAY: 24 * HOUR, MONTH: 28 * 24 * HOUR };
// From a period's beginning this far on lies in the next one, however long this one is.
const leaps: Record<QuotaPeriod, number> = {
  none: 0,
  minute: 0,
  hour: 1.5 * HOUR,
  day: 36 * HOUR,
  month: 42 * 24 * HOUR,
};

/**
 * What each window would take of a longer period's limit if all took as much. A month of 31 days gives each less than one of
 * 28, so the share steps with the calendar as well as with the limit.
 */
export function evenSteps(
  steps: readonly LimitStep[],
  period: QuotaPeriod,
  windowSize: WindowSize,
  to: Date,
  zone: string,
): LimitStep[] {
  const from = steps[0]?.at;
  if (from === undefined || leaps[period] === 0) return [];
  const periods = periodsBetween(period, new Date(from), to, zone);
  const moments = [...steps.map(({ at }) => Date.parse(at)), ...periods.map(({ start }) => start)]
    .filter((at) => at >= Date.parse(from))
    .sort((a, b) => a - b);
  const even: LimitStep[] = [];
  for (const moment of moments) {
    const held = steps.findLast(({ at }) => Date.parse(at) <= moment);
    const within = periods.findLast(({ start }) => start <= moment);
    if (!held || !within) continue;
    const parts = Math.max(1, Math.round((within.end - within.start) / lengths[windowSize]));
    const value = held.value === null ? null : rounded(held.value / parts);
    const last = even.at(-1);
    if (last?.value === value && last.mode === held.mode) continue;
    even.push({ at: new Date(moment).toISOString(), value, mode: held.mode });
  }
  return even;
}

function periodsBetween(period: QuotaPeriod, from: Date, to: Date, zone: string) {
  const found: { start: number; end: number }[] = [];
  let start = periodStart(period, from, zone).getTime();
  while (start < to.getTime()) {
    const end = periodStart(period, new Date(start + leaps[period]), zone).getTime();
    found.push({ start, end });
    start = end;
  }
  return found;
}

// A share is for the eye: whole where it is large, two places where it is not.
function rounded(share: number): number {
  return share >= 100 ? Math.round(share) : Math.round(share * 100) / 100;
}

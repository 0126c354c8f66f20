import { wallClock } from "../../format.ts";
import { parseTimeRange } from "../../time-range.ts";
import { timeRangeBounds } from "../../time-range-bounds.ts";
import type { UsageShow, WindowSize } from "./view.ts";

const order: Record<WindowSize | UsageShow, number> = {
  bucket: 0,
  MINUTE: 1,
  minute: 1,
  HOUR: 2,
  hour: 2,
  DAY: 3,
  day: 3,
  MONTH: 4,
  month: 4,
  none: 5,
};

/** Whether a period holds several such windows, so that only what was used so far in it can be compared with its limit. */
export function isLonger(period: UsageShow, windowSize: WindowSize): boolean {
  return order[period] > order[windowSize];
}

/** When the period that holds a moment began, in the tenant's zone. */
export function periodStart(period: UsageShow, at: Date, zone: string): Date {
  const unit = { minute: "h", hour: "h", day: "d", month: "M", bucket: null, none: null }[period];
  const range = unit && parseTimeRange(`now/${unit}`);
  const bounds = range ? timeRangeBounds(range, at, zone) : null;
  return bounds?.from ?? at;
}

/** What was used so far in the period at the end of each window: it begins anew with the period. Gaps stay gaps. */
export function runningTotals(
  windows: readonly { start: Date | string }[],
  values: readonly (number | null)[],
  period: UsageShow,
  zone: string,
  before = 0,
): (number | null)[] {
  let total = before;
  let current = "";
  return values.map((value, index) => {
    const start = windows[index]?.start;
    const name = start === undefined ? current : periodName(period, start, zone);
    if (name !== current && current !== "") total = 0;
    current = name;
    if (value === null) return null;
    total = Math.round((total + value) * 1e6) / 1e6;
    return total;
  });
}

function periodName(period: UsageShow, start: Date | string, zone: string): string {
  if (period === "none") return "always";
  const { year, monthNumber, day, hour } = wallClock(start, zone);
  if (period === "month") return `${year}-${monthNumber}`;
  if (period === "day") return `${year}-${monthNumber}-${day}`;
  // An hour that a change of clocks repeats is another hour.
  return `${Math.floor(new Date(start).getTime() / 3_600_000)} ${hour}`;
}

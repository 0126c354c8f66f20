import { invalidField } from "../../errors.ts";
import { parseTimeRange, timeRangeHelp } from "../../time-range.ts";
import { type Bounds, timeRangeBounds } from "../../time-range-bounds.ts";
import type { WindowSize } from "./view.ts";
import { windowSizeFor } from "./window-size.ts";
import type { Cut } from "./windows-between.ts";

type Asked = { range: string; zone?: string; by?: WindowSize; kind: "bar" | "line"; lines: number };

const names: Record<WindowSize, string> = { MINUTE: "minute", HOUR: "hour", DAY: "day", MONTH: "month" };

/**
 * From when until when a graph reaches and how it is cut. Days and months are the tenant's; windows shorter than a day, and the
 * range itself then, follow the asked zone.
 * @throws AppError `invalid` for a range that reaches over nothing
 */
export function cutOf(
  { range: text, zone, by, kind, lines }: Asked,
  tenantZone: string,
  now: Date,
): { bounds: Bounds; cut: Cut; notes: string[] } {
  const range = parseTimeRange(text);
  if (!range) throw invalidField("range", timeRangeHelp);
  const inZone = (each: string) => {
    const bounds = timeRangeBounds(range, now, each);
    if (bounds) return bounds;
    throw invalidField("range", "begins in the future, ends before it begins or is longer than five years");
  };
  const rough = inZone(tenantZone);
  const windowSize = windowSizeFor({ milliseconds: lengthOf(rough), kind, lines, asked: by });
  const short = windowSize === "MINUTE" || windowSize === "HOUR";
  const shown = short ? (zone ?? tenantZone) : tenantZone;
  const bounds = shown === tenantZone ? rough : inZone(shown);
  const notes =
    by && by !== windowSize
      ? [`By ${names[windowSize]}, as by ${names[by]} there would be more than 1,000 points.`]
      : [];
  return { bounds, cut: { from: bounds.from, to: bounds.to, windowSize, zone: shown }, notes };
}

function lengthOf({ from, to }: Bounds): number {
  return to.getTime() - from.getTime();
}

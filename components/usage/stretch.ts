import type { UsageAnswer } from "#lib/domain/usage/model.ts";
import { wallClock } from "#lib/format.ts";
import { parseTimeRange, writeTimeRange } from "#lib/time-range.ts";

export type Stretch = { start: string; end: string };
type Shown = Pick<UsageAnswer, "windowSize" | "zone" | "from" | "to" | "readAt" | "question">;

const MINUTE = 60_000;
const nearest = 10 * MINUTE;

/** The words for a stretch between two moments: by its days or months where the graph has such, else to the minute. */
export function stretchOf({ windowSize, zone }: Shown, start: string, end: string): string {
  if (windowSize === "MINUTE" || windowSize === "HOUR") return `${instant(start)}..${instant(end)}`;
  const last = new Date(Date.parse(end) - 1).toISOString();
  const name = (at: string) => {
    const { year, monthNumber, day } = wallClock(at, zone);
    const month = `${year}-${String(monthNumber).padStart(2, "0")}`;
    return windowSize === "MONTH" ? month : `${month}-${day.padStart(2, "0")}`;
  };
  const range = parseTimeRange(`${name(start)}..${name(last)}`);
  return range ? writeTimeRange(range) : `${instant(start)}..${instant(end)}`;
}

/** What is shown now, in words that mean the same tomorrow. */
export function frozen(answer: Shown): string {
  return stretchOf(answer, answer.from, answer.to);
}

/** Twice as long around the same middle, but not beyond now. */
export function widened(answer: Shown): string {
  const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)];
  const half = (to - from) / 2;
  const end = Math.max(to, Math.min(to + half, Date.parse(answer.readAt)));
  return stretchOf(answer, iso(end - 4 * half), iso(end));
}

/** Half as long around the same middle; null where there is nothing nearer to see. */
export function narrowed(answer: Shown): string | null {
  const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)];
  if (to - from <= nearest) return null;
  const quarter = (to - from) / 4;
  return stretchOf(answer, iso(from + quarter), iso(to - quarter));
}

/** The stretch as long before, or after; null where that would be the future. */
export function moved(answer: Shown, by: -1 | 1): string | null {
  const range = parseTimeRange(answer.question.range);
  if (range?.kind === "whole" && range.unit === range.snap) {
    const back = range.back - by;
    return back < 0 ? null : writeTimeRange({ ...range, back });
  }
  const length = Date.parse(answer.to) - Date.parse(answer.from);
  const start = Date.parse(answer.from) + by * length;
  if (start >= Date.parse(answer.readAt)) return null;
  return stretchOf(answer, iso(start), iso(start + length));
}

function instant(at: string): string {
  return iso(Math.round(Date.parse(at) / MINUTE) * MINUTE).replace(":00.000Z", "Z");
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

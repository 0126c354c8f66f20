import { formatDay } from "#lib/format.ts";
import { parseTimeRange, type TimeRange, type TimeUnit } from "#lib/time-range.ts";

const UNITS: Record<TimeUnit, string> = { m: "minute", h: "hour", d: "day", w: "week", M: "month", y: "year" };

export const timeRangePresets = ["1h", "24h", "7d", "30d", "90d", "now/d", "now-1d/d", "now/w", "now/M", "now-1M/M"];

/** A range as people say it: “Last 30 days”, “This month”, “1 Nov – 8 Nov 2026”. */
export function timeRangeInWords(text: string): string {
  const range = parseTimeRange(text);
  if (!range) return text;
  if (range.kind === "last") {
    const unit = UNITS[range.unit];
    return range.count === 1 ? `Last ${unit}` : `Last ${range.count} ${unit}s`;
  }
  return range.kind === "whole" ? wholeInWords(range, text) : betweenInWords(range);
}

function wholeInWords({ back, unit, snap }: TimeRange & { kind: "whole" }, text: string): string {
  if (back === 0) return snap === "d" ? "Today" : `This ${UNITS[snap]}`;
  if (back > 1 || unit !== snap) return text;
  return snap === "d" ? "Yesterday" : `The ${UNITS[snap]} before`;
}

type Moment = Extract<TimeRange, { kind: "between" }>["from"];

function betweenInWords({ from, to }: TimeRange & { kind: "between" }): string {
  const [first, last] = [momentInWords(from), momentInWords(to)];
  const year = to.kind === "wall" ? ` ${to.year}` : "";
  if (first === last) return `${first}${year}`;
  const otherYear = from.kind === "wall" && to.kind === "wall" && from.year !== to.year ? ` ${from.year}` : "";
  return `${first}${otherYear} – ${last}${year}`;
}

function momentInWords(moment: Moment): string {
  if (moment.kind === "now")
    return moment.back === 0 && !moment.snap ? "now" : `${moment.back} ${UNITS[moment.unit]}s ago`;
  if (moment.kind === "instant") return moment.at.replace("T", " ").replace("Z", " UTC");
  const day = formatDay(new Date(Date.UTC(moment.year, moment.month - 1, moment.day ?? 1)));
  const shown = moment.day === null ? day.replace(/^\d+\s/, "") : day;
  return moment.time ? `${shown}, ${moment.time}` : shown;
}

/** A moment as a person writes it. A date or month stands for the whole of it. */
type Moment =
  | { kind: "now"; back: number; unit: TimeUnit; snap: TimeUnit | null }
  | { kind: "wall"; year: number; month: number; day: number | null; time: string | null }
  | { kind: "instant"; at: string };

export type TimeUnit = "m" | "h" | "d" | "w" | "M" | "y";
/** `last`: back from now. `whole`: the whole hour, day … that holds a moment. `between`: from one moment to another. */
export type TimeRange =
  | { kind: "last"; count: number; unit: TimeUnit }
  | { kind: "whole"; back: number; unit: TimeUnit; snap: TimeUnit }
  | { kind: "between"; from: Moment; to: Moment };

export const timeRangeHelp =
  "Write 13h, 7d, now/M (this month), now-1d/d (yesterday), 2026-11-01 or 2026-11-01 .. 2026-11-08";

const UNITS: Record<string, TimeUnit> = {
  m: "m",
  min: "m",
  h: "h",
  d: "d",
  w: "w",
  M: "M",
  mo: "M",
  y: "y",
};
const COUNT_MAX = 5_000;

/** Reads what a person typed or an address holds; null when it is not a range. */
export function parseTimeRange(text: string): TimeRange | null {
  const written = text.trim();
  if (written.length > 80) return null;
  const last = /^(?:last\s+)?(\d{1,4})\s*(m|min|h|d|w|M|mo|y)$/.exec(written);
  if (last) return lastOf(Number(last[1]), last[2] ?? "");
  const [first = "", second, ...more] = written.split(/\s*(?:\.\.|\s–|\sto)\s*/);
  if (more.length > 0) return null;
  const from = momentOf(first);
  const to = second === undefined ? from : momentOf(second);
  if (!from || !to) return null;
  if (second === undefined) {
    if (from.kind === "now" && from.snap) return { kind: "whole", back: from.back, unit: from.unit, snap: from.snap };
    return from.kind === "wall" && from.time === null ? { kind: "between", from, to } : null;
  }
  return { kind: "between", from, to };
}

/** The one spelling of a range, short enough for an address. */
export function writeTimeRange(range: TimeRange): string {
  if (range.kind === "last") return `${range.count}${range.unit}`;
  if (range.kind === "whole") return writeMoment({ ...range, kind: "now" });
  const [from, to] = [writeMoment(range.from), writeMoment(range.to)];
  return from === to && range.from.kind === "wall" && range.from.time === null ? from : `${from}..${to}`;
}

/** Whether the range moves with the clock, so that the same words mean other days tomorrow. */
export function isRelative(range: TimeRange): boolean {
  return range.kind !== "between" || range.from.kind === "now" || range.to.kind === "now";
}

function lastOf(count: number, unit: string): TimeRange | null {
  const known = UNITS[unit];
  return known && count > 0 && count <= COUNT_MAX ? { kind: "last", count, unit: known } : null;
}

function momentOf(text: string): Moment | null {
  const now = /^now(?:-(\d{1,4})(m|h|d|w|M|y))?(?:\/(h|d|w|M|y))?$/.exec(text);
  if (now) return { kind: "now", back: Number(now[1] ?? 0), unit: UNITS[now[2] ?? "d"] ?? "d", snap: snapOf(now[3]) };
  const wall = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d))?)?$/.exec(text);
  if (wall) return wallOf(wall);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || !isDay(text) ? null : { kind: "instant", at: brief(at) };
}

function wallOf([, year, month, day, hour, minute]: RegExpExecArray): Moment | null {
  const known = isDay(`${year}-${month}-${day ?? "01"}`);
  if (!known) return null;
  return {
    kind: "wall",
    year: Number(year),
    month: Number(month),
    day: day === undefined ? null : Number(day),
    time: hour === undefined ? null : `${hour}:${minute}`,
  };
}

// 30 February is no day, whatever a runtime makes of it.
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function snapOf(unit: string | undefined): TimeUnit | null {
  return unit === undefined ? null : (UNITS[unit] ?? null);
}

function writeMoment(moment: Moment | (TimeRange & { kind: "whole" })): string {
  if (moment.kind === "instant") return moment.at;
  if (moment.kind === "wall") {
    const pad = (value: number) => String(value).padStart(2, "0");
    const day = moment.day === null ? "" : `-${pad(moment.day)}`;
    return `${moment.year}-${pad(moment.month)}${day}${moment.time === null ? "" : `T${moment.time}`}`;
  }
  const back = moment.back > 0 ? `-${moment.back}${moment.unit}` : "";
  return `now${back}${moment.snap ? `/${moment.snap}` : ""}`;
}

function brief(at: Date): string {
  return at.toISOString().replace(/:00\.000Z$|\.000Z$/, "Z");
}

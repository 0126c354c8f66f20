import { TZDate } from "@date-fns/tz";
import {
  addDays,
  addHours,
  addMonths,
  addWeeks,
  addYears,
  startOfDay,
  startOfHour,
  startOfISOWeek,
  startOfMonth,
  startOfYear,
  subDays,
  subHours,
  subMinutes,
  subMonths,
  subWeeks,
  subYears,
} from "date-fns";
import type { TimeRange, TimeUnit } from "./time-range.ts";

export type Bounds = {
  from: Date;
  to: Date;
  /** As long before: the same unit one earlier where the range is a whole one. */
  before: Date;
};

const DAY = 86_400_000;
const LONGEST = 5 * 366 * DAY;

/** From when until just before when a range reaches, on the wall clock of a zone; null when that is empty or longer than five years. */
export function timeRangeBounds(range: TimeRange, now: Date, zone: string): Bounds | null {
  const clock = new TZDate(now, zone);
  const { from, to } = ends(range, clock);
  const length = to.getTime() - from.getTime();
  if (!(length >= 60_000 && length <= LONGEST)) return null;
  if (from.getTime() > now.getTime() || to.getTime() - now.getTime() > LONGEST) return null;
  const before =
    range.kind === "whole" ? back(from, 1, range.snap) : fullDays(from, to) ? subDays(from, fullDays(from, to)) : null;
  return { from: plain(from), to: plain(to), before: plain(before ?? new Date(from.getTime() - length)) };
}

function ends(range: TimeRange, clock: TZDate): { from: Date; to: Date } {
  if (range.kind === "last") return { from: back(clock, range.count, range.unit), to: clock };
  if (range.kind === "whole") {
    const from = startOf(back(clock, range.back, range.unit), range.snap);
    return { from, to: add(from, range.snap) };
  }
  return { from: momentAt(range.from, clock, "start"), to: momentAt(range.to, clock, "end") };
}

type Moment = Extract<TimeRange, { kind: "between" }>["from"];

function momentAt(moment: Moment, clock: TZDate, side: "start" | "end"): Date {
  if (moment.kind === "instant") return new Date(moment.at);
  if (moment.kind === "now") {
    const at = back(clock, moment.back, moment.unit);
    if (!moment.snap) return at;
    const start = startOf(at, moment.snap);
    return side === "start" ? start : add(start, moment.snap);
  }
  const { year, month, day, time } = moment;
  const [hour = 0, minute = 0] = time?.split(":").map(Number) ?? [];
  const start = new TZDate(year, month - 1, day ?? 1, hour, minute, clock.timeZone);
  if (side === "start" || time !== null) return start;
  return day === null ? addMonths(start, 1) : addDays(start, 1);
}

function back(from: Date, count: number, unit: TimeUnit): Date {
  return { m: subMinutes, h: subHours, d: subDays, w: subWeeks, M: subMonths, y: subYears }[unit](from, count);
}

function startOf(at: Date, unit: TimeUnit): Date {
  const starts = { m: startOfHour, h: startOfHour, d: startOfDay, w: startOfISOWeek, M: startOfMonth, y: startOfYear };
  return starts[unit](at);
}

function add(at: Date, unit: TimeUnit): Date {
  return { m: addHours, h: addHours, d: addDays, w: addWeeks, M: addMonths, y: addYears }[unit](at, 1);
}

// Whole days of the wall clock are followed back as days, which a change of clocks makes 23 or 25 hours long.
function fullDays(from: Date, to: Date): number {
  const days = Math.round((to.getTime() - from.getTime()) / DAY);
  return startOfDay(from).getTime() === from.getTime() && addDays(from, days).getTime() === to.getTime() ? days : 0;
}

function plain(at: Date): Date {
  return new Date(at.getTime());
}

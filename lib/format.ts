const NBSP = "\u00a0";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The exact number, grouped: 4,812,345. */
export function formatNumber(value: number | bigint): string {
  return numbers.format(value).replace("-", "−");
}

/** Three figures and a suffix from 10,000 on, exact below: 4.81 M, and 4.40 M where 4.4 M would be rounded. Show the exact value beside or behind it. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  if (size < 10_000) return formatNumber(Number(value.toPrecision(12)));
  const rounded = Number(value.toPrecision(3));
  const power = Math.min(5, Math.floor(Math.log10(Math.abs(rounded)) / 3));
  const short = (rounded / 1000 ** power).toPrecision(3);
  const shown = rounded === value ? formatNumber(Number(short)) : short.replace("-", "−");
  return `${shown}${NBSP}${["", "k", "M", "G", "T", "P"][power]}`;
}

/** Whole per cent, never rounded up to 100: 99.7 is 99 %, for only a full quota is full. */
export function formatPercent(percent: number): string {
  const shown = percent > 99 && percent < 100 ? 99 : Math.round(percent);
  return `${formatNumber(shown)}${NBSP}%`;
}

/** 12 Nov 2026, 14:03 UTC; other zones by their offset on that day: UTC+1. */
export function formatDateTime(date: Date | string, zone = "UTC"): string {
  return `${formatDate(date, zone)}, ${formatTime(date, zone)}${NBSP}${zoneOffset(date, zone)}`;
}

/** 12 Nov 2026, 14:03:07 UTC */
export function formatMoment(date: Date | string, zone = "UTC"): string {
  return `${formatDate(date, zone)}, ${formatSecond(date, zone)}${NBSP}${zoneOffset(date, zone)}`;
}

/** 12 Nov 2026 */
export function formatDate(date: Date | string, zone = "UTC"): string {
  const { day, month, year } = wallClock(date, zone);
  return `${day}${NBSP}${month}${NBSP}${year}`;
}

/** 12 Nov */
export function formatDay(date: Date | string, zone = "UTC"): string {
  const { day, month } = wallClock(date, zone);
  return `${day}${NBSP}${month}`;
}

/** Nov 2026 */
export function formatMonth(date: Date | string, zone = "UTC"): string {
  const { month, year } = wallClock(date, zone);
  return `${month}${NBSP}${year}`;
}

/** 14:03 */
export function formatTime(date: Date | string, zone = "UTC"): string {
  const { hour, minute } = wallClock(date, zone);
  return `${hour}:${minute}`;
}

/** 14:03:07 */
export function formatSecond(date: Date | string, zone = "UTC"): string {
  return `${formatTime(date, zone)}:${String(new Date(date).getUTCSeconds()).padStart(2, "0")}`;
}

/** The clock on the wall in that zone. Month names are ours, since the runtimes disagree on September. */
export function wallClock(date: Date | string, zone: string) {
  const parts = new Map(
    wallClockFormat(zone)
      .formatToParts(new Date(date))
      .map((part) => [part.type, part.value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    year: of("year"),
    month: MONTHS[Number(of("month")) - 1] ?? "",
    monthNumber: Number(of("month")),
    day: String(Number(of("day"))),
    hour: of("hour"),
    minute: of("minute"),
  };
}

/** 4 s ago, in 3 h, yesterday; the date when it is more than a week away. */
export function formatRelative(date: Date | string, now: Date = new Date()): string {
  const gap = new Date(date).getTime() - now.getTime();
  const size = Math.abs(gap);
  if (size < 1000) return "now";
  if (size >= 7 * DAY) return formatDate(date);
  if (size >= DAY && size < 2 * DAY) return gap < 0 ? "yesterday" : "tomorrow";
  const unit = size < MINUTE ? "s" : size < HOUR ? "min" : size < DAY ? "h" : "days";
  const length = { s: 1000, min: MINUTE, h: HOUR, days: DAY }[unit];
  const amount = `${Math.floor(size / length)}${NBSP}${unit}`;
  return gap < 0 ? `${amount} ago` : `in ${amount}`;
}

/** 1 h 5 min: the two largest units that are not zero. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}${NBSP}ms`;
  const seconds = Math.floor(milliseconds / 1000);
  const amounts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = amounts.findIndex(([amount]) => amount > 0);
  const shown = amounts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount}${NBSP}${unit}`).join(" ");
}

// Reckoned from the wall clock, as the runtimes disagree on how to write it.
function zoneOffset(date: Date | string, zone: string): string {
  const { year, monthNumber, day, hour, minute } = wallClock(date, zone);
  const shown = Date.UTC(Number(year), monthNumber - 1, Number(day), Number(hour), Number(minute));
  const minutes = Math.round((shown - Math.floor(new Date(date).getTime() / MINUTE) * MINUTE) / MINUTE);
  if (minutes === 0) return "UTC";
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

// Made once: making one takes longer than all that it formats for a page.
const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 20 });
const wallClocks = new Map<string, Intl.DateTimeFormat>();

function wallClockFormat(zone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  wallClocks.set(zone, made);
  return made;
}

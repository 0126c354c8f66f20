import { formatDay, formatMonth, formatTime, wallClock } from "#lib/format.ts";
import type { Bucket, Row } from "./model.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Four or five round numbers from zero up to at least `max`. */
export function valueTicks(max: number, whole: boolean): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].map((factor) => Number((factor * power).toPrecision(3)));
  const fitting = nice.filter((step) => step >= rough * 0.999 && (!whole || Number.isInteger(step)));
  const step = fitting[0] ?? Math.max(1, Math.ceil(rough));
  const count = Math.ceil(Number((max / step).toPrecision(12)));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

type Tick = { index: number; label: string };

/** Which buckets get a label: at round places of the wall clock, no two alike, none too near. */
export function timeTicks(rows: readonly Row[], bucket: Bucket, zone: string, width: number): Tick[] {
  const room = Math.max(2, Math.floor(width / 72));
  for (const stride of STRIDES[bucket]) {
    const ticks = distinct(rows.flatMap((row, index) => tickOf(row, index, bucket, zone, stride)));
    if (ticks.length > 1 && ticks.length <= room && !repeats(rows, stride)) return ticks;
  }
  const every = Math.max(1, Math.ceil(rows.length / Math.max(2, Math.floor(width / 132))));
  const some = rows.flatMap((row, index) => (index % every === 0 ? [{ row, index }] : []));
  return distinct(some.map(({ row, index }) => ({ index, label: fullTick(row, bucket, zone) })));
}

// In minutes of the wall clock; days and months count themselves.
const STRIDES: Record<Bucket, readonly { by: Bucket; step: number }[]> = {
  minute: [1, 2, 5, 10, 15, 30]
    .map((step): { by: Bucket; step: number } => ({ by: "minute", step }))
    .concat(
      [1, 2, 3, 6, 12].map((step) => ({ by: "hour", step })),
      [{ by: "day", step: 1 }],
    ),
  hour: [1, 2, 3, 6, 12]
    .map((step): { by: Bucket; step: number } => ({ by: "hour", step }))
    .concat([1, 2, 7].map((step) => ({ by: "day", step }))),
  day: [1, 2, 7, 14]
    .map((step): { by: Bucket; step: number } => ({ by: "day", step }))
    .concat({ by: "month", step: 1 }),
  month: [1, 2, 3, 6, 12].map((step) => ({ by: "month", step })),
};

function tickOf(row: Row, index: number, bucket: Bucket, zone: string, stride: { by: Bucket; step: number }): Tick[] {
  const { hour, minute, day, monthNumber } = wallClock(row.start, zone);
  const minutes = Number(hour) * 60 + Number(minute);
  const sinceDays = Math.round(Date.parse(row.start) / DAY);
  if (stride.by === "month") {
    if ((bucket === "day" && day !== "1") || (monthNumber - 1) % stride.step !== 0) return [];
    return [{ index, label: formatMonth(row.start, zone) }];
  }
  if (stride.by === "day") {
    if ((bucket !== "day" && minutes !== 0) || sinceDays % stride.step !== 0) return [];
    return [{ index, label: formatDay(row.start, zone) }];
  }
  if (minutes % (stride.by === "hour" ? stride.step * 60 : stride.step) !== 0) return [];
  return [{ index, label: minutes === 0 ? formatDay(row.start, zone) : formatTime(row.start, zone) }];
}

function repeats(rows: readonly Row[], stride: { by: Bucket }): boolean {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || stride.by === "day" || stride.by === "month") return false;
  return Date.parse(last.end) - Date.parse(first.start) > 25 * HOUR;
}

function fullTick(row: Row, bucket: Bucket, zone: string): string {
  if (bucket === "month") return formatMonth(row.start, zone);
  if (bucket === "day") return formatDay(row.start, zone);
  return `${formatDay(row.start, zone)}, ${formatTime(row.start, zone)}`;
}

function distinct(ticks: readonly Tick[]): Tick[] {
  const seen = new Set<string>();
  return ticks.filter(({ label }) => !seen.has(label) && seen.add(label));
}

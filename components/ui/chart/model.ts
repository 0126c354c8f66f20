import { formatDate, formatDateTime, formatMonth } from "#lib/format.ts";

/**
 * What was counted from `start` until just before `end`; null where nothing is known. `incomplete` is the one that is still
 * filling; `previous` what stood in its place one period earlier.
 */
export type ChartPoint = {
  start: string;
  end: string;
  value: number | null;
  incomplete?: boolean;
  previous?: number | null;
};
export type ChartSeries = {
  /** Tells it from another of the same name. */
  id?: string;
  name: string;
  points: readonly ChartPoint[];
  /** Refusals are hatched red, what is left over is grey, whatever their place. */
  tone?: "denied" | "rest";
  color?: 1 | 2 | 3 | 4 | 5 | 6;
};
/** A limit changes over time: each step holds until the next; null lifts it. */
export type ChartLimit = {
  /** A `share` is a part of what a longer time may take: dotted, since passing it once is no offence. */
  kind?: "hard" | "soft" | "share";
  label?: string;
  steps: readonly { at: string; value: number | null }[];
};
/** How it probably goes on, an entry for each bucket: null where it is past. */
export type ChartForecast = { method: string; band: readonly ({ low: number; mid: number; high: number } | null)[] };
/** Something that was done at a moment, and where to read of it. */
export type ChartFlag = { at: string; label: string; href: string };
export type Row = {
  start: string;
  end: string;
  incomplete: boolean;
  values: (number | null)[];
  previous: (number | null)[];
  limit: number | null;
};
export type Bucket = "minute" | "hour" | "day" | "month";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_SERIES = 6;

/** The series side by side, one row for each bucket, in order of time. */
export function toRows(series: readonly ChartSeries[], limit?: ChartLimit): Row[] {
  const rows = new Map<string, Row>();
  series.forEach(({ points }, index) => {
    for (const point of points) {
      const row = rows.get(point.start) ?? {
        start: point.start,
        end: point.end,
        incomplete: false,
        values: series.map(() => null),
        previous: series.map(() => null),
        limit: limitAt(limit, Date.parse(point.end) - 1),
      };
      row.values[index] = point.value;
      row.previous[index] = point.previous ?? null;
      row.incomplete ||= point.incomplete ?? false;
      rows.set(point.start, row);
    }
  });
  return [...rows.values()].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}

/** At most six series: the smaller ones become "Other". */
export function foldSeries(series: readonly ChartSeries[]): readonly ChartSeries[] {
  if (series.length <= MOST_SERIES) return series;
  const total = (one: ChartSeries) => one.points.reduce((sum, point) => sum + (point.value ?? 0), 0);
  const bySize = [...series].sort((a, b) => total(b) - total(a));
  const kept = new Set(bySize.slice(0, MOST_SERIES - 1));
  const rest = toRows(series.filter((one) => !kept.has(one)));
  const points = rest.map(({ start, end, incomplete, values }) => {
    const known = values.filter((value) => value !== null);
    return { start, end, incomplete, value: known.length ? known.reduce((sum, value) => sum + value, 0) : null };
  });
  return [...series.filter((one) => kept.has(one)), { id: "rest", name: "Other", tone: "rest", points }];
}

export function bucketOf(rows: readonly Row[]): Bucket {
  const longest = Math.max(0, ...rows.map((row) => Date.parse(row.end) - Date.parse(row.start)));
  if (longest >= 27 * DAY) return "month";
  if (longest >= 20 * HOUR) return "day";
  return longest >= HOUR / 2 ? "hour" : "minute";
}

/** The whole name of a bucket, as the table and the tooltip say it. */
export function bucketLabel(row: { start: string; end: string }, bucket: Bucket, zone: string): string {
  if (bucket === "month") return formatMonth(row.start, zone);
  return bucket === "day" ? formatDate(row.start, zone) : formatDateTime(row.start, zone);
}

export function seriesId(series: ChartSeries, index: number): string {
  return series.id ?? `${index} ${series.name}`;
}

/** The limit at a moment; null where there is none. */
export function limitAt(limit: ChartLimit | undefined, time: number): number | null {
  return limit?.steps.findLast((step) => Date.parse(step.at) <= time)?.value ?? null;
}

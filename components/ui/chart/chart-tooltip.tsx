import { formatCompact, formatDateTime, formatNumber, formatPercent, formatRelative, formatTime } from "#lib/format.ts";
import { CopyButton } from "../copy-button.tsx";
import { seriesColor } from "./look.ts";
import { type Bucket, bucketLabel, type ChartSeries, type Row, seriesId } from "./model.ts";

type Props = {
  row: Row;
  bucket: Bucket;
  series: readonly ChartSeries[];
  unit: string;
  zone: string;
  stacked: boolean;
  pinned: boolean;
  limitName?: string;
  /** What will probably stand there. */
  expected?: { low: number; mid: number; high: number } | null;
};

/** The exact numbers of one bucket, the largest first: each with its share and what became of it since the period before. */
export function ChartTooltip({
  row,
  bucket,
  series,
  unit,
  zone,
  stacked,
  pinned,
  limitName = "Limit",
  expected,
}: Props) {
  const lines = linesOf(row, series, stacked);
  return (
    <div className="w-72 max-w-full rounded-control border bg-surface px-3 py-2 text-13 shadow-float">
      <p className="font-medium">{`${bucketLabel(row, bucket, zone)}${row.incomplete ? ", so far" : ""}`}</p>
      <p className="mb-1 flex items-center gap-1 text-12 text-text-3 tabular-nums">
        {otherClocks(row, bucket, zone).join(" · ")}
        {pinned && (
          <span className="-my-1 ml-auto">
            <CopyButton iconOnly size="sm" value={row.start} label="Copy the time" />
          </span>
        )}
      </p>
      <ul>
        {lines.map(({ id, one, index, value, share, change }) => (
          <li key={id} className="flex items-baseline gap-2 tabular-nums">
            <svg width="8" height="8" aria-hidden="true">
              <rect width="8" height="8" rx="2" fill={seriesColor(one, index)} />
            </svg>
            {series.length > 1 && <span className="min-w-0 truncate text-text-2">{one.name}</span>}
            <span className="ml-auto shrink-0 font-medium">
              {value === null
                ? nothingIn(expected)
                : `${formatNumber(value)}${series.length > 1 ? "" : `\u00a0${unit}`}`}
            </span>
            {share && <span className="w-11 shrink-0 text-right text-text-3">{share}</span>}
            {change && <span className="w-14 shrink-0 text-right text-text-3">{change}</span>}
          </li>
        ))}
      </ul>
      {row.limit !== null && (
        <p className="mt-1 flex border-t pt-1 text-text-2 tabular-nums">
          {limitName} <span className="ml-auto">{formatNumber(row.limit)}</span>
        </p>
      )}
    </div>
  );
}

/** The same in one sentence, for those who hear it. */
export function tooltipText({
  row,
  bucket,
  series,
  unit,
  zone,
  stacked,
  limitName = "Limit",
  expected,
}: Omit<Props, "pinned">): string {
  const values = linesOf(row, series, stacked).map(({ one, value, share, change }) => {
    const amount = value === null ? nothingIn(expected).toLowerCase() : `${formatNumber(value)} ${unit}`;
    const more = [share, change && `${change} against the period before`].filter(Boolean).join(", ");
    return `${series.length > 1 ? `${one.name} ` : ""}${amount}${more ? ` (${more})` : ""}`;
  });
  const limit = row.limit === null ? [] : [`${limitName.toLowerCase()} ${formatNumber(row.limit)}`];
  const name = `${bucketLabel(row, bucket, zone)}${row.incomplete ? ", so far" : ""}`;
  return `${name}: ${[...values, ...limit].join("; ")}`.replaceAll("\u00a0", " ");
}

function nothingIn(expected: Props["expected"]): string {
  return expected ? `Expected ${formatCompact(expected.low)}–${formatCompact(expected.high)}` : "No data";
}

function linesOf(row: Row, series: readonly ChartSeries[], stacked: boolean) {
  const total = row.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return series
    .map((one, index) => {
      const value = row.values[index] ?? null;
      const share = stacked && series.length > 1 && value !== null && total > 0;
      return {
        id: seriesId(one, index),
        one,
        index,
        value,
        share: share ? formatPercent((value / total) * 100) : null,
        change: row.incomplete ? null : changeOf(value, row.previous[index] ?? null),
      };
    })
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}

function changeOf(value: number | null, previous: number | null): string | null {
  if (value === null || previous === null) return null;
  if (previous === 0) return value === 0 ? "±0" : "new";
  const percent = ((value - previous) / previous) * 100;
  return percent > 999
    ? `×${formatNumber(Math.round(value / previous))}`
    : `${percent > 0 ? "+" : ""}${formatPercent(percent)}`;
}

// The clock of the axis stands in the head: here stand the others that differ from it.
function otherClocks(row: Row, bucket: Bucket, zone: string): string[] {
  const ago = formatRelative(row.start);
  const relative = ago.includes("ago") || ago.startsWith("in ") || !/\d{4}/.test(ago) ? [ago] : [];
  if (bucket === "day" || bucket === "month") return [zone, ...relative];
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clocks = [
    { name: "UTC", zone: "UTC" },
    { name: "local", zone: local },
  ].filter((each) => formatDateTime(row.start, each.zone) !== formatDateTime(row.start, zone));
  const distinct = clocks.filter(
    ({ zone: each }, index) => index === 0 || formatTime(row.start, each) !== formatTime(row.start, "UTC"),
  );
  return [...distinct.map((each) => `${formatTime(row.start, each.zone)} ${each.name}`), ...relative];
}

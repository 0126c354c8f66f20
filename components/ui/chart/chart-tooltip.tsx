import { formatNumber } from "#lib/format.ts";
import { seriesColor } from "./look.ts";
import { type Bucket, bucketLabel, type ChartSeries, type Row } from "./model.ts";

/** The exact numbers of one bucket. */
export function ChartTooltip({
  row,
  bucket,
  series,
  unit,
  zone,
}: {
  row: Row | undefined;
  bucket: Bucket;
  series: readonly ChartSeries[];
  unit: string;
  zone: string;
}) {
  if (!row) return null;
  return (
    <div className="rounded-control border bg-surface px-3 py-2 text-13 shadow-float">
      <p className="mb-1 text-text-2">{`${bucketLabel(row, bucket, zone)}${row.incomplete ? ", so far" : ""}`}</p>
      {series.map((one, index) => {
        const value = row.values[index] ?? null;
        return (
          <p key={one.name} className="flex items-center gap-2 tabular-nums">
            <svg width="8" height="8" aria-hidden="true">
              <rect width="8" height="8" rx="2" fill={seriesColor(one, index)} />
            </svg>
            {series.length > 1 && <span className="text-text-2">{one.name}</span>}
            <span className="ml-auto font-medium">
              {value === null ? "No data" : `${formatNumber(value)}\u00a0${unit}`}
            </span>
          </p>
        );
      })}
      {row.limit !== null && (
        <p className="mt-1 border-t pt-1 text-text-2 tabular-nums">{`Limit ${formatNumber(row.limit)}`}</p>
      )}
    </div>
  );
}

import { formatNumber } from "#lib/format.ts";
import { bucketLabel, bucketOf, type ChartLimit, type ChartSeries, type Row, seriesId } from "./model.ts";

const HEAD = "sticky top-0 h-8 whitespace-nowrap border-b bg-surface px-3 font-medium text-12 text-text-3 last:pr-4";
const CELL = "h-9 whitespace-nowrap border-b px-3 text-right last:pr-4";

/** The picture's numbers, exact. */
export function ChartTable({
  title,
  series,
  rows,
  unit,
  zone,
  height,
  limit,
  previous,
}: {
  title: string;
  series: readonly ChartSeries[];
  rows: readonly Row[];
  unit: string;
  zone: string;
  height: number;
  limit?: ChartLimit;
  previous?: string;
}) {
  const bucket = bucketOf(rows);
  return (
    // What scrolls must be reachable by keyboard.
    <div
      role="region"
      aria-label={`${title}, table`}
      tabIndex={0}
      style={{ height: height + 8 }}
      className="-outline-offset-2 relative overflow-auto border-t"
    >
      <table aria-label={title} className="w-full border-separate border-spacing-0 text-13 tabular-nums">
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} pl-4 text-left`}>
              {`From (${zone})`}
            </th>
            {series.map((one, index) => (
              <th key={seriesId(one, index)} scope="col" className={`${HEAD} text-right`}>
                {series.length > 1 ? `${one.name}, ${unit}` : unit}
              </th>
            ))}
            {previous &&
              series.map((one, index) => (
                <th key={seriesId(one, index)} scope="col" className={`${HEAD} text-right`}>
                  {series.length > 1 ? `${one.name}, ${previous}` : previous}
                </th>
              ))}
            {limit && (
              <th scope="col" className={`${HEAD} text-right`}>
                {limit.label ?? "Limit"}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.start}>
              <th scope="row" className="h-9 whitespace-nowrap border-b px-3 pl-4 text-left font-normal">
                <time dateTime={row.start}>{bucketLabel(row, bucket, zone)}</time>
                {row.incomplete && <span className="text-text-3"> so far</span>}
              </th>
              {series.map((one, index) => (
                <Value key={seriesId(one, index)} value={row.values[index] ?? null} missing="No data" />
              ))}
              {previous &&
                series.map((one, index) => (
                  <Value key={seriesId(one, index)} value={row.previous[index] ?? null} missing="No data" />
                ))}
              {limit && <Value value={row.limit} missing="No limit" />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ value, missing }: { value: number | null; missing: string }) {
  if (value === null)
    return (
      <td className={CELL} title={missing}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{missing}</span>
      </td>
    );
  return (
    <td className={CELL} data-value={value}>
      {formatNumber(value)}
    </td>
  );
}

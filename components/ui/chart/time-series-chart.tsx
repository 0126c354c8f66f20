"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { Skeleton } from "../skeleton.tsx";
import { ChartTable } from "./chart-table.tsx";
import { chartCsv, saveCsv } from "./csv.ts";
import { seriesColor } from "./look.ts";
import { bucketOf, type ChartLimit, type ChartPoint, type ChartSeries, foldSeries, toRows } from "./model.ts";

export type { ChartLimit, ChartPoint, ChartSeries } from "./model.ts";

const Plot = dynamic(() => import("./plot.tsx"), { ssr: false, loading: () => <Skeleton className="h-full w-full" /> });

export type TimeSeriesChartProps = {
  title: string;
  unit: string;
  /** IANA name: the wall clock that the axis and the table follow. */
  zone: string;
  kind: "bar" | "line";
  /** One sentence that says what the picture shows. */
  summary: string;
  points?: readonly ChartPoint[];
  series?: readonly ChartSeries[];
  limit?: ChartLimit;
  height?: number;
  level?: 2 | 3;
  note?: ReactNode;
  actions?: ReactNode;
  fileName?: string;
};

/** Amounts over time, as a picture, as a table and as a file: the same numbers. */
export function TimeSeriesChart({
  title,
  unit,
  zone,
  kind,
  summary,
  points,
  series,
  limit,
  height = 240,
  level = 2,
  note,
  actions,
  fileName,
}: TimeSeriesChartProps) {
  const [asTable, setAsTable] = useState(false);
  const given = useMemo(() => series ?? [{ name: unit, points: points ?? [] }], [series, points, unit]);
  const shown = useMemo(() => foldSeries(given), [given]);
  const rows = useMemo(() => toRows(shown, limit), [shown, limit]);
  const Heading = level === 2 ? "h2" : "h3";
  const download = () => {
    const all = toRows(given, limit);
    const names = given.map((one) => one.name);
    saveCsv(
      `${fileName ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`,
      chartCsv(all, names, Boolean(limit)),
    );
  };
  return (
    <section aria-label={title} className="@container min-w-0 rounded-panel border bg-surface">
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-3">
        <Heading className="font-semibold text-14">{title}</Heading>
        {note}
        <span className="text-13 text-text-3">{`${unit} · ${zone}`}</span>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {actions}
          <Button size="sm" onClick={() => setAsTable(!asTable)}>
            {asTable ? "View as chart" : "View as table"}
          </Button>
          <Button size="sm" onClick={download}>
            Download CSV
          </Button>
        </div>
      </header>
      <p className="px-4 pt-1 pb-2 text-13 text-text-2">{summary}</p>
      {!asTable && shown.length > 1 && (
        <Legend series={shown} className={kind === "line" && shown.length <= 4 ? "@min-[474px]:hidden" : undefined} />
      )}
      <div className="overflow-hidden rounded-b-panel">
        {asTable ? (
          <ChartTable title={title} series={shown} rows={rows} unit={unit} zone={zone} height={height} limit={limit} />
        ) : (
          <div role="img" aria-label={`${title}. ${summary}`} className="w-full px-4 pb-2">
            <ChartBox height={height}>
              <Plot
                rows={rows}
                bucket={bucketOf(rows)}
                series={shown}
                unit={unit}
                zone={zone}
                kind={kind}
                limit={limit}
                height={height}
              />
            </ChartBox>
          </div>
        )}
      </div>
    </section>
  );
}

/** The same room while the figures are on their way. */
export function ChartSkeleton({ title, height = 240 }: { title: string; height?: number }) {
  return (
    <section aria-label={title} aria-busy="true" className="min-w-0 rounded-panel border bg-surface">
      <header className="flex h-10 items-center px-4 pt-3 font-semibold text-14">{title}</header>
      <div className="px-4 pt-1 pb-2">
        <Skeleton className="mb-2 h-5 w-80 max-w-full" />
        <ChartBox height={height}>
          <Skeleton className="h-full w-full" />
        </ChartBox>
      </div>
    </section>
  );
}

// An image of the wanted height keeps the room from the server's first byte on, without an inline style.
function ChartBox({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div className="relative">
      <svg aria-hidden="true" width="1" height={height} className="block" />
      <div className="absolute inset-0">{children}</div>
    </div>
  );
}

/** Where lines cannot carry their own names. */
function Legend({ series, className }: { series: readonly ChartSeries[]; className?: string }) {
  return (
    <ul className={cn("flex flex-wrap gap-x-4 gap-y-1 px-4 pb-2 text-13 text-text-2", className)}>
      {series.map((one, index) => (
        <li key={one.name} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="12" height="12">
            <rect width="12" height="12" rx="2" fill={seriesColor(one, index)} />
          </svg>
          {one.name}
        </li>
      ))}
    </ul>
  );
}

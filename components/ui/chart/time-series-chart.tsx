"use client";

import { type ComponentProps, type ReactNode, useMemo, useState } from "react";
import { Button } from "../button.tsx";
import { Later, useLater, useTurn } from "../later.ts";
import { Skeleton } from "../skeleton.tsx";
import { ChartBox } from "./chart-skeleton.tsx";
import { ChartTable } from "./chart-table.tsx";
import { chartCsv, saveCsv } from "./csv.ts";
import { Legend } from "./legend.tsx";
import {
  bucketOf,
  type ChartFlag,
  type ChartForecast,
  type ChartLimit,
  type ChartPoint,
  type ChartSeries,
  foldSeries,
  type Row,
  seriesId,
  toRows,
} from "./model.ts";
import type * as PlotPart from "./plot.tsx";

export type { ChartLimit, ChartPoint, ChartSeries } from "./model.ts";

const later = new Later(() => import("./plot.tsx"));

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
  forecast?: ChartForecast;
  flags?: readonly ChartFlag[];
  /** What the dashed line is called where the points know what stood there a period earlier. */
  previous?: string;
  height?: number;
  level?: 2 | 3;
  note?: ReactNode;
  actions?: ReactNode;
  /** What must be known to read the picture, under it. */
  foot?: ReactNode;
  fileName?: string;
  onZoom?: (first: Row, last: Row) => void;
  onZoomOut?: () => void;
};

/** Amounts over time, as a picture, as a table and as a file: the same numbers. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { title, unit, zone, kind, summary, points, series, limit, height = 240, level = 2, previous } = props;
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const given = useMemo(() => series ?? [{ name: unit, points: points ?? [] }], [series, points, unit]);
  const all = useMemo(() => coloured(foldSeries(given)), [given]);
  const shown = useMemo(() => {
    const visible = all.filter((one, index) => !hidden.has(seriesId(one, index)));
    return visible.length > 0 ? visible : all;
  }, [all, hidden]);
  const rows = useMemo(() => toRows(shown, limit), [shown, limit]);
  const everything = useMemo(() => toRows(all, limit), [all, limit]);
  const Heading = level === 2 ? "h2" : "h3";
  const toggle = (id: string) =>
    setHidden((before) => (before.has(id) ? without(before, id) : new Set([...before, id])));
  const download = () => {
    const names = given.map((one) => one.name);
    const file = `${props.fileName ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`;
    saveCsv(file, chartCsv(toRows(given, limit), names, { limit: Boolean(limit), previous: Boolean(previous) }));
  };
  return (
    <section
      aria-label={title}
      className="@container flex min-w-0 flex-col overflow-x-clip rounded-panel border bg-surface"
    >
      <header className="flex flex-wrap items-start gap-2 px-4 pt-3">
        <div className="flex min-h-7 flex-1 basis-60 flex-wrap items-center gap-x-2 gap-y-1">
          <Heading className="font-semibold text-14">{title}</Heading>
          <span className="text-13 text-text-3">{`${unit} · ${zone}`}</span>
          {props.note}
        </div>
        <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">
          {props.actions}
          <Button
            size="sm"
            icon={asTable ? "chart" : "table"}
            terse
            aria-label={asTable ? "View as chart" : "View as table"}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? "Chart" : "Table"}
          </Button>
          <Button size="sm" icon="download" terse aria-label="Download CSV" onClick={download}>
            CSV
          </Button>
        </div>
      </header>
      <p className="px-4 pt-1 pb-2 text-13 text-text-2">{summary}</p>
      {!asTable && (all.length > 1 || previous) && (
        <Legend
          series={all}
          kind={kind}
          hidden={hidden}
          onToggle={toggle}
          previous={previous}
          className={kind === "line" && all.length <= 4 && !previous ? "@min-[474px]:hidden" : undefined}
        />
      )}
      <div className="mt-auto rounded-b-panel">
        {asTable ? (
          <ChartTable
            title={title}
            series={all}
            rows={everything}
            unit={unit}
            zone={zone}
            height={height}
            limit={limit}
            previous={previous}
          />
        ) : (
          <div className="w-full px-4 pb-2">
            <ChartBox height={height}>
              <PlotInTurn
                title={title}
                summary={summary}
                rows={rows}
                bucket={bucketOf(rows)}
                series={shown}
                unit={unit}
                zone={zone}
                kind={kind}
                limit={limit}
                forecast={props.forecast}
                flags={props.flags}
                height={height}
                onZoom={props.onZoom}
                onZoomOut={props.onZoomOut}
              />
            </ChartBox>
          </div>
        )}
      </div>
      {props.foot && <div className="border-t px-4 py-2 text-13 text-text-3">{props.foot}</div>}
    </section>
  );
}

/** The picture can wait: the sentence above it says already what it shows. */
function PlotInTurn(props: ComponentProps<typeof PlotPart.Plot>) {
  const part = useLater(later);
  const turn = useTurn();
  return part && turn ? <part.Plot {...props} /> : <Skeleton className="h-full w-full" />;
}

// With its place's colour written down, a series keeps it when others are taken out.
function coloured(series: readonly ChartSeries[]): ChartSeries[] {
  const places = [1, 2, 3, 4, 5, 6] as const;
  return series.map((one, index) => ({ ...one, id: seriesId(one, index), color: one.color ?? places[index % 6] }));
}

function without(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...all].filter((each) => each !== id));
}

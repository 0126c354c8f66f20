"use client";

import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Bar, type BarShapeProps, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from "recharts";
import { formatCompact } from "#lib/format.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { seriesColor, seriesDash } from "./look.ts";
import { type Bucket, type ChartLimit, type ChartSeries, type Row, timeTicks, valueTicks } from "./model.ts";
import { Overlay } from "./overlay.tsx";

const AXIS = { fill: "var(--text-3)", fontSize: 12 };
const NARROW = 440;
// A limit far above the data would flatten it: then it is named at the top instead of drawn.
const FAR = 8;

/** The picture itself; the only file that loads recharts. */
export default function Plot({
  rows,
  bucket,
  series,
  unit,
  zone,
  kind,
  limit,
  height,
}: {
  rows: readonly Row[];
  bucket: Bucket;
  series: readonly ChartSeries[];
  unit: string;
  zone: string;
  kind: "bar" | "line";
  limit?: ChartLimit;
  height: number;
}) {
  const hatch = useId().replaceAll(/[^a-z0-9]/gi, "");
  const [box, width] = useWidth();
  const wide = width >= NARROW;
  const labelled = kind === "line" && series.length > 1 && series.length <= 4;
  const margin = { top: 20, bottom: 0, left: 0, right: wide && (limit || labelled) ? 96 : 8 };
  const scale = useMemo(() => valueScale(rows, kind === "bar"), [rows, kind]);
  const labels = timeTicks(rows, bucket, zone, width - margin.right - 56);
  const labelOf = new Map(labels.map(({ index, label }) => [rows[index]?.start, label]));
  const data = useMemo(() => [...rows], [rows]);
  const tail = rows.findIndex((row) => row.incomplete);
  const tailFrom = tail < 0 ? Number.POSITIVE_INFINITY : Date.parse(rows[Math.max(0, tail - 1)]?.start ?? "");
  const shared = { isAnimationActive: false } as const;

  return (
    <div ref={box} aria-hidden="true" className="h-full w-full">
      {width > 0 && (
        <ComposedChart
          width={width}
          height={height}
          data={data}
          margin={margin}
          accessibilityLayer={false}
          barCategoryGap="20%"
        >
          <defs>
            {series.map((one, index) => (
              <pattern
                key={one.name}
                id={`${hatch}${index}`}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" fill={one.tone === "denied" ? "var(--bad-bg)" : "var(--surface)"} />
                <line y2="6" stroke={seriesColor(one, index)} strokeWidth={one.tone === "denied" ? 5 : 3} />
              </pattern>
            ))}
          </defs>
          <CartesianGrid vertical={false} stroke="var(--hairline)" />
          <XAxis
            dataKey="start"
            scale="band"
            ticks={labels.flatMap(({ index }) => rows[index]?.start ?? [])}
            tickFormatter={(start) => labelOf.get(String(start)) ?? ""}
            interval={0}
            tick={AXIS}
            tickLine={false}
            axisLine={{ stroke: "var(--hairline)" }}
            height={28}
            tickMargin={8}
          />
          <YAxis
            domain={[0, scale.top]}
            ticks={scale.ticks}
            tickFormatter={(value) => formatCompact(Number(value))}
            interval={0}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            width={56}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={kind === "bar" ? { fill: "var(--text)", fillOpacity: 0.04 } : { stroke: "var(--edge)" }}
            content={({ active, label }) =>
              active ? (
                <ChartTooltip
                  row={rows.find((row) => row.start === label)}
                  bucket={bucket}
                  series={series}
                  unit={unit}
                  zone={zone}
                />
              ) : null
            }
          />
          {kind === "bar" &&
            series.map((one, index) => (
              <Bar
                key={one.name}
                {...shared}
                dataKey={(row: Row) => row.values[index]}
                name={one.name}
                stackId="all"
                maxBarSize={48}
                shape={(props: BarShapeProps) => (
                  <BarShape
                    {...props}
                    color={seriesColor(one, index)}
                    hatch={
                      one.tone === "denied" || rows[props.index]?.incomplete ? `url(#${hatch}${index})` : undefined
                    }
                  />
                )}
              />
            ))}
          {kind === "line" &&
            series.flatMap((one, index) => {
              const color = seriesColor(one, index);
              const look = {
                stroke: color,
                strokeWidth: 2,
                activeDot: { stroke: "var(--surface)" },
                ...shared,
              } as const;
              return [
                <Line
                  key={one.name}
                  {...look}
                  name={one.name}
                  strokeDasharray={seriesDash(index)}
                  dot={({ key, cx, cy, index: at }) =>
                    isAlone(rows, at, index) ? (
                      <circle key={key} cx={cx} cy={cy} r="2.5" fill={color} />
                    ) : (
                      <g key={key} />
                    )
                  }
                  dataKey={(row: Row) => (row.incomplete ? null : row.values[index])}
                />,
                tail >= 0 && (
                  <Line
                    key={`${one.name} so far`}
                    {...look}
                    strokeDasharray="4 4"
                    dot={false}
                    dataKey={(row: Row) => (Date.parse(row.start) >= tailFrom ? row.values[index] : null)}
                  />
                ),
              ];
            })}
          <Overlay
            rows={rows}
            series={series}
            kind={kind}
            top={scale.top}
            limit={limit}
            wide={wide}
            labelled={labelled}
          />
        </ComposedChart>
      )}
    </div>
  );
}

/** A point without neighbours has no line to show it. */
function isAlone(rows: readonly Row[], at: number, series: number): boolean {
  return (
    rows[at - 1]?.values[series] == null && rows[at]?.values[series] != null && rows[at + 1]?.values[series] == null
  );
}

function BarShape({ x, y, width, height, color, hatch }: BarShapeProps & { color: string; hatch?: string }) {
  if (!height) return null;
  const [left, top, wide, tall] = [Number(x), Number(y), Number(width), Number(height)];
  const radius = Math.min(2, tall, wide / 2);
  const path = `M${left},${top + tall}V${top + radius}q0,${-radius} ${radius},${-radius}h${wide - 2 * radius}q${radius},0 ${radius},${radius}V${top + tall}z`;
  return <path d={path} fill={hatch ?? color} stroke={hatch ? color : undefined} strokeWidth={hatch ? 1 : 0} />;
}

function valueScale(rows: readonly Row[], stacked: boolean): { top: number; ticks: number[] } {
  const values = rows.flatMap((row) => row.values.map((value) => value ?? 0));
  const highest = stacked
    ? Math.max(0, ...rows.map((row) => row.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)))
    : Math.max(0, ...values);
  const limits = rows.map((row) => row.limit ?? 0).filter((value) => highest === 0 || value <= highest * FAR);
  const max = Math.max(highest, ...limits);
  const ticks = valueTicks(max, values.every(Number.isInteger));
  return { top: ticks.at(-1) ?? 1, ticks };
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

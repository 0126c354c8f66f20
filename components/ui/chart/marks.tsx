"use client";

import { Bar, type BarShapeProps, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from "recharts";
import { formatCompact } from "#lib/format.ts";
import { type Area, AXIS_BOTTOM, AXIS_LEFT, type Scale } from "./geometry.ts";
import { seriesColor, seriesDash } from "./look.ts";
import { type ChartSeries, type Row, seriesId } from "./model.ts";

const AXIS = { fill: "var(--text-3)", fontSize: 12 };

/** Bars, lines and axes; the only file that loads recharts. */
export function Marks({
  rows,
  series,
  kind,
  scale,
  labels,
  area,
  hatch,
}: {
  rows: Row[];
  series: readonly ChartSeries[];
  kind: "bar" | "line";
  scale: Scale;
  labels: ReadonlyMap<string, string>;
  area: Area;
  /** What the patterns of this picture are called. */
  hatch: string;
}) {
  const tail = rows.findIndex((row) => row.incomplete);
  const tailFrom = tail < 0 ? Number.POSITIVE_INFINITY : Date.parse(rows[Math.max(0, tail - 1)]?.start ?? "");
  return (
    <ComposedChart
      width={area.x + area.width}
      height={area.y + area.height + AXIS_BOTTOM}
      data={rows}
      margin={{ top: area.y, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      barCategoryGap={rows.length > 120 ? 0 : "20%"}
      style={{ overflow: "visible" }}
    >
      <defs>
        {series.map((one, index) => (
          <pattern
            key={seriesId(one, index)}
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
        ticks={[...labels.keys()]}
        tickFormatter={(start) => labels.get(String(start)) ?? ""}
        interval={0}
        tick={AXIS}
        tickLine={false}
        axisLine={{ stroke: "var(--hairline)" }}
        height={AXIS_BOTTOM}
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
        width={AXIS_LEFT}
      />
      {kind === "bar" &&
        series.map((one, index) => (
          <Bar
            key={seriesId(one, index)}
            isAnimationActive={false}
            dataKey={(row: Row) => row.values[index]}
            name={one.name}
            stackId="all"
            maxBarSize={48}
            shape={(props: BarShapeProps) => (
              <BarShape
                {...props}
                color={seriesColor(one, index)}
                hatch={one.tone === "denied" || rows[props.index]?.incomplete ? `url(#${hatch}${index})` : undefined}
              />
            )}
          />
        ))}
      {kind === "line" &&
        series.flatMap((one, index) => {
          const color = seriesColor(one, index);
          const look = { stroke: color, strokeWidth: 2, activeDot: false, isAnimationActive: false } as const;
          return [
            <Line
              key={seriesId(one, index)}
              {...look}
              name={one.name}
              strokeDasharray={seriesDash(index)}
              dot={({ key, cx, cy, index: at }) =>
                isAlone(rows, at, index) ? <circle key={key} cx={cx} cy={cy} r="2.5" fill={color} /> : <g key={key} />
              }
              dataKey={(row: Row) => (row.incomplete ? null : row.values[index])}
            />,
            tail >= 0 && (
              <Line
                key={`${seriesId(one, index)} so far`}
                {...look}
                strokeDasharray="4 4"
                dot={false}
                dataKey={(row: Row) => (Date.parse(row.start) >= tailFrom ? row.values[index] : null)}
              />
            ),
          ];
        })}
    </ComposedChart>
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

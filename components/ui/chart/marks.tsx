"use client";

import { Curve, Layer, Surface } from "recharts";
import { formatCompact } from "#lib/format.ts";
import { type Area, AXIS_BOTTOM, barWidth, centreOf, levelOf, type Scale } from "./geometry.ts";
import { seriesColor, seriesDash } from "./look.ts";
import { type ChartSeries, type Row, seriesId } from "./model.ts";

type Props = {
  rows: readonly Row[];
  series: readonly ChartSeries[];
  kind: "bar" | "line";
  scale: Scale;
  /** What is written under the rows of these places. */
  labels: readonly { index: number; label: string }[];
  area: Area;
  /** What the patterns of this picture are called. */
  hatch: string;
};

/**
 * Bars, lines and axes; the only file that loads recharts, and of it only what draws: its charts bring a store that places
 * what we place ourselves, and four times the code.
 */
export function Marks(props: Props) {
  const { area, hatch, series, kind } = props;
  return (
    <Surface width={area.x + area.width} height={area.y + area.height + AXIS_BOTTOM} style={{ overflow: "visible" }}>
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
      <Axes {...props} />
      {kind === "bar" ? (
        <Bars {...props} />
      ) : (
        series.map((one, index) => <Line key={seriesId(one, index)} {...props} one={one} index={index} />)
      )}
    </Surface>
  );
}

// Drawn by hand: an axis of recharts asks the browser how large each of its words is, and waits for the answer.
function Axes({ rows, scale, labels, area }: Props) {
  const { x, y, width, height } = area;
  const foot = y + height;
  const level = (value: number) => levelOf(value, scale.top, area);
  return (
    <>
      <path
        d={[...scale.ticks.map(level), foot].map((at) => `M${x},${at}H${x + width}`).join("")}
        stroke="var(--hairline)"
      />
      <g fill="var(--text-3)" fontSize="12">
        {labels.map(({ index, label }) => (
          <text key={index} x={centreOf(index, rows.length, area)} y={foot + 14} dy="0.71em" textAnchor="middle">
            {label}
          </text>
        ))}
        {scale.ticks.map((value) => (
          <text key={value} x={x - 8} y={level(value)} dy="0.355em" textAnchor="end">
            {formatCompact(value)}
          </text>
        ))}
      </g>
    </>
  );
}

function Bars({ rows, series, scale, area, hatch }: Props) {
  const width = barWidth(rows.length, area);
  return rows.map((row, at) => {
    const left = centreOf(at, rows.length, area) - width / 2;
    let below = 0;
    return (
      <Layer key={row.start}>
        {series.map((one, index) => {
          const from = below;
          below += row.values[index] ?? 0;
          if (below <= from) return null;
          const [bottom, top] = [levelOf(from, scale.top, area), levelOf(below, scale.top, area)];
          const hatched = one.tone === "denied" || row.incomplete;
          const color = seriesColor(one, index);
          return (
            <path
              key={seriesId(one, index)}
              d={barPath(left, top, width, bottom - top)}
              fill={hatched ? `url(#${hatch}${index})` : color}
              stroke={hatched ? color : undefined}
            />
          );
        })}
      </Layer>
    );
  });
}

function barPath(left: number, top: number, wide: number, tall: number): string {
  const radius = Math.min(2, tall, wide / 2);
  return `M${left},${top + tall}V${top + radius}q0,${-radius} ${radius},${-radius}h${wide - 2 * radius}q${radius},0 ${radius},${radius}V${top + tall}z`;
}

function Line({ rows, scale, area, one, index }: Props & { one: ChartSeries; index: number }) {
  const color = seriesColor(one, index);
  const tail = rows.findIndex((row) => row.incomplete);
  const point = (row: Row, at: number, shown: boolean) => {
    const value = row.values[index] ?? null;
    const y = !shown || value === null ? null : levelOf(value, scale.top, area);
    return { x: centreOf(at, rows.length, area), y };
  };
  const known = rows.map((row, at) => point(row, at, !row.incomplete));
  const all = rows.map((row, at) => point(row, at, true));
  return (
    <Layer>
      <Curve points={known} fill="none" stroke={color} strokeWidth={2} strokeDasharray={seriesDash(index)} />
      {tail >= 0 && (
        <Curve
          points={rows.map((row, at) => point(row, at, at >= tail - 1))}
          fill="none"
          stroke={color}
          strokeWidth={2}
          strokeDasharray="4 4"
        />
      )}
      {all.map(({ x, y }, at) =>
        y !== null && isAlone(rows, at, index) ? <circle key={x} cx={x} cy={y} r="2.5" fill={color} /> : null,
      )}
    </Layer>
  );
}

/** A point without neighbours has no line to show it. */
function isAlone(rows: readonly Row[], at: number, series: number): boolean {
  return (
    rows[at - 1]?.values[series] == null && rows[at]?.values[series] != null && rows[at + 1]?.values[series] == null
  );
}

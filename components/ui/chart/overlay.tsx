import { usePlotArea } from "recharts";
import { formatCompact } from "#lib/format.ts";
import { seriesColor } from "./look.ts";
import type { ChartLimit, ChartSeries, Row } from "./model.ts";

type Area = { x: number; y: number; width: number; height: number };

/** What lies over the bars and lines: the limit as a step line, and words where the eye already is. */
export function Overlay({
  rows,
  series,
  kind,
  top,
  limit,
  wide,
  labelled,
}: {
  rows: readonly Row[];
  series: readonly ChartSeries[];
  kind: "bar" | "line";
  top: number;
  limit?: ChartLimit;
  wide: boolean;
  labelled: boolean;
}) {
  const area = usePlotArea();
  if (!area || rows.length === 0) return null;
  const y = (value: number) => area.y + area.height * (1 - value / top);
  const lastKnown = series.map((_, index) => rows.findLast((row) => row.values[index] != null)?.values[index] ?? null);
  const limitEnd = rows.at(-1)?.limit ?? null;
  const taken = limitEnd !== null && limitEnd <= top ? [y(limitEnd)] : [];
  return (
    <g className="text-12">
      {limit && <LimitLine rows={rows} limit={limit} top={top} area={area} wide={wide} />}
      <SoFar rows={rows} series={series} area={area} y={y} stacked={kind === "bar"} />
      {labelled &&
        wide &&
        spread(
          lastKnown.map((value) => (value === null ? null : y(value))),
          taken,
        ).map(
          (place, index) =>
            place !== null && (
              <text
                key={series[index]?.name}
                x={area.x + area.width + 8}
                y={place + 4}
                fill="var(--text)"
                fontWeight="500"
              >
                <tspan fill={seriesColor(series[index] ?? { name: "", points: [] }, index)}>● </tspan>
                {series[index]?.name}
              </text>
            ),
        )}
    </g>
  );
}

function LimitLine({
  rows,
  limit,
  top,
  area,
  wide,
}: {
  rows: readonly Row[];
  limit: ChartLimit;
  top: number;
  area: Area;
  wide: boolean;
}) {
  const path = limitPath(rows, limit, top, area);
  const now = rows.findLast((row) => row.limit !== null)?.limit ?? null;
  if (now === null) return null;
  const name = `${limit.label ?? "Limit"}\u00a0${formatCompact(now)}`;
  const seen = now <= top;
  const place = area.y + area.height * (1 - now / top);
  const right = area.x + area.width;
  return (
    <>
      <path
        d={path}
        fill="none"
        stroke="var(--text)"
        strokeWidth="2"
        strokeDasharray={limit.kind === "soft" ? "6 4" : undefined}
      />
      {seen && wide ? (
        <text x={right + 8} y={place + 4} fill="var(--text)" fontWeight="500">
          {name}
        </text>
      ) : (
        <Words x={right} y={seen ? place - 6 : area.y - 6} anchor="end">
          {seen ? name : `${name}, above this scale`}
        </Words>
      )}
    </>
  );
}

/** Names the bucket that is still filling. */
function SoFar({
  rows,
  series,
  area,
  y,
  stacked,
}: {
  rows: readonly Row[];
  series: readonly ChartSeries[];
  area: Area;
  y: (value: number) => number;
  stacked: boolean;
}) {
  const index = rows.findIndex((row) => row.incomplete);
  const row = rows[index];
  if (!row || series.length === 0) return null;
  const values = row.values.map((value) => value ?? 0);
  const height = stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  const band = area.width / rows.length;
  const centre = area.x + band * (index + 0.5);
  const roomy = centre + 28 < area.x + area.width && centre - 28 > area.x;
  return (
    <Words x={roomy ? centre : area.x + area.width} y={y(height) - 6} anchor={roomy ? "middle" : "end"}>
      so far
    </Words>
  );
}

function Words({ x, y, anchor, children }: { x: number; y: number; anchor: "middle" | "end"; children: string }) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={anchor}
      fill="var(--text)"
      fontWeight="500"
      stroke="var(--surface)"
      strokeWidth="4"
      paintOrder="stroke"
    >
      {children}
    </text>
  );
}

function limitPath(rows: readonly Row[], limit: ChartLimit, top: number, area: Area): string {
  const band = area.width / rows.length;
  const x = (time: number) => {
    const index = rows.findIndex((row) => time < Date.parse(row.end));
    const row = rows[index];
    if (!row) return area.x + area.width;
    const [start, end] = [Date.parse(row.start), Date.parse(row.end)];
    return area.x + band * (index + Math.max(0, (time - start) / (end - start)));
  };
  let path = "";
  let drawing = false;
  limit.steps.forEach((step, index) => {
    const next = limit.steps[index + 1];
    const from = x(Date.parse(step.at));
    const to = next ? x(Date.parse(next.at)) : area.x + area.width;
    if (to <= area.x || from >= area.x + area.width) return;
    if (step.value === null || step.value > top) {
      drawing = false;
      return;
    }
    const level = area.y + area.height * (1 - step.value / top);
    path += drawing ? `V${level}H${to}` : `M${from},${level}H${to}`;
    drawing = true;
  });
  return path;
}

/** Moves labels apart so that none covers another. */
function spread(places: readonly (number | null)[], taken: readonly number[]): (number | null)[] {
  const done = [...taken];
  const order = places.flatMap((place, index) => (place === null ? [] : [{ place, index }]));
  const result: (number | null)[] = places.map(() => null);
  for (const { place, index } of order.sort((a, b) => a.place - b.place)) {
    let free = place;
    while (done.some((other) => Math.abs(other - free) < 16)) free += 4;
    done.push(free);
    result[index] = free;
  }
  return result;
}

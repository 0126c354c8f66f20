import type { ChartFlag, ChartForecast, ChartLimit, Row } from "./model.ts";
import { valueTicks } from "./ticks.ts";

export type Area = { x: number; y: number; width: number; height: number };
export type Scale = { top: number; ticks: number[] };

export const AXIS_LEFT = 56;
export const AXIS_BOTTOM = 28;
// A limit far above the data would flatten it: then it is named at the top instead of drawn.
const FAR = 8;

/** From zero up to a round number above everything that is drawn. */
export function valueScale(rows: readonly Row[], stacked: boolean, forecast: ChartForecast | undefined): Scale {
  const heights = rows.map((row) => heightOf(row.values, stacked));
  const earlier = rows.map((row) => heightOf(row.previous, stacked));
  const coming = forecast?.band.map((each) => each?.high ?? 0) ?? [];
  const highest = Math.max(0, ...heights, ...earlier);
  const known = Math.max(highest, ...coming.filter((high) => highest === 0 || high <= highest * FAR));
  const limits = rows.map((row) => row.limit ?? 0).filter((value) => known === 0 || value <= known * FAR);
  const ticks = valueTicks(
    Math.max(known, ...limits),
    rows.every((row) => row.values.every(isWhole)),
  );
  return { top: ticks.at(-1) ?? 1, ticks };
}

/** Whether there is nothing to draw: every bucket stands at 0 or is not known. */
export function isQuiet(rows: readonly Row[], forecast: ChartForecast | undefined): boolean {
  return !forecast && rows.every((row) => heightOf(row.values, true) === 0 && heightOf(row.previous, true) === 0);
}

/** How high a bucket's marks reach. */
export function heightOf(values: readonly (number | null)[], stacked: boolean): number {
  if (stacked) return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return Math.max(0, ...values.map((value) => value ?? 0));
}

export function centreOf(index: number, count: number, area: Area): number {
  return area.x + (area.width / count) * (index + 0.5);
}

/** Bars leave two fifths of their bucket free, unless there are so many that they would be threads. */
export function barWidth(count: number, area: Area): number {
  const bucket = area.width / count;
  const width = Math.min(48, count > 120 ? bucket : bucket * 0.6);
  return width > 1 ? Math.floor(width) : width;
}

/** Which bucket lies under a point. */
export function indexAt(x: number, count: number, area: Area): number {
  return Math.min(count - 1, Math.max(0, Math.floor(((x - area.x) / area.width) * count)));
}

/** Where a moment lies on the axis of buckets, each as wide as the next. */
export function placeOf(time: number, rows: readonly Row[], area: Area): number {
  const index = rows.findIndex((row) => time < Date.parse(row.end));
  const row = rows[index];
  if (!row) return area.x + area.width;
  const [start, end] = [Date.parse(row.start), Date.parse(row.end)];
  return area.x + (area.width / rows.length) * (index + Math.max(0, (time - start) / (end - start)));
}

export function levelOf(value: number, top: number, area: Area): number {
  return area.y + area.height * (1 - value / top);
}

/** The limit as steps; it is broken where there is none and where it lies above the picture. */
export function limitPath(rows: readonly Row[], limit: ChartLimit, top: number, area: Area): string {
  let path = "";
  let drawing = false;
  limit.steps.forEach((step, index) => {
    const next = limit.steps[index + 1];
    const from = placeOf(Date.parse(step.at), rows, area);
    const to = next ? placeOf(Date.parse(next.at), rows, area) : area.x + area.width;
    if (to <= area.x || from >= area.x + area.width) return;
    if (step.value === null || step.value > top) {
      drawing = false;
      return;
    }
    const level = levelOf(step.value, top, area);
    path += drawing ? `V${level}H${to}` : `M${from},${level}H${to}`;
    drawing = true;
  });
  return path;
}

/** A line through the centres of the buckets, broken where nothing is known. */
export function linePath(values: readonly (number | null)[], top: number, area: Area): string {
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const known = index > 0 && values[index - 1] !== null;
    path += `${known ? "L" : "M"}${centreOf(index, values.length, area)},${levelOf(Math.min(value, top), top, area)}`;
  });
  return path;
}

/** The surface between the lowest and the highest that is expected. */
export function bandPath({ band }: ChartForecast, top: number, area: Area): string {
  const known = band.flatMap((each, index) => (each ? [{ ...each, index }] : []));
  const point = (index: number, value: number) =>
    `${centreOf(index, band.length, area)},${levelOf(Math.min(value, top), top, area)}`;
  const edge = [
    ...known.map(({ index, high }) => point(index, high)),
    ...known.toReversed().map(({ index, low }) => point(index, low)),
  ];
  return edge.length > 0 ? `M${edge.join("L")}Z` : "";
}

/** Flags side by side; those too near for each other to be told apart stand together. */
export function gatherFlags(flags: readonly ChartFlag[], rows: readonly Row[], area: Area) {
  const gathered: { x: number; flags: ChartFlag[] }[] = [];
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return gathered;
  for (const flag of flags.toSorted((a, b) => a.at.localeCompare(b.at))) {
    if (flag.at < first.start || flag.at >= last.end) continue;
    const x = placeOf(Date.parse(flag.at), rows, area);
    const near = gathered.at(-1);
    if (near && x - near.x < 28) near.flags.push(flag);
    else gathered.push({ x, flags: [flag] });
  }
  return gathered;
}

/** Moves labels apart so that none covers another. */
export function spread(places: readonly (number | null)[], taken: readonly number[]): (number | null)[] {
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

function isWhole(value: number | null): boolean {
  return value === null || Number.isInteger(value);
}

import type { ChartSeries } from "./model.ts";

/** A series keeps the colour it is given, else the one of its place. */
export function seriesColor(series: ChartSeries, index: number): string {
  if (series.tone === "denied") return "var(--bad)";
  if (series.tone === "rest") return "var(--edge)";
  return `var(--s${series.color ?? (index % 6) + 1})`;
}

/** The second cue beside hue, from the third line on. */
export function seriesDash(index: number): string | undefined {
  return [undefined, undefined, "6 3", "2 3", "8 3 2 3", "1 4"][index];
}

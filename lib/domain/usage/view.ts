import { parseTimeRange } from "../../time-range.ts";
import { isTimeZone } from "../../time-zone.ts";
import type { UsageQuestion } from "./model.ts";

export const windowSizes = ["MINUTE", "HOUR", "DAY", "MONTH"] as const;
export type WindowSize = (typeof windowSizes)[number];

/** How the amounts of a graph are added up: each window by itself, or since the period's beginning. */
export const usageShows = ["bucket", "none", "minute", "hour", "day", "month"] as const;
export type UsageShow = (typeof usageShows)[number];

type Search = Record<string, string | string[] | undefined>;

/** The question that a page's address asks; what it does not know falls back to the first meter and thirty days. */
export function usageViewOf(
  search: Search,
  meters: readonly { slug: string; groupBy: readonly { name: string }[] }[],
): UsageQuestion | null {
  const meter = meters.find(({ slug }) => slug === search.meter) ?? meters[0];
  if (!meter) return null;
  const { range, zone } = search;
  return {
    meter: meter.slug,
    range: typeof range === "string" && parseTimeRange(range) ? range : "30d",
    zone: typeof zone === "string" && isTimeZone(zone) ? zone : undefined,
    groupBy: meter.groupBy.find(({ name }) => name === search.groupBy)?.name,
    by: windowSizes.find((each) => each === search.by),
    show: usageShows.find((each) => each === search.show),
    compare: search.compare === "previous" ? "previous" : undefined,
  };
}

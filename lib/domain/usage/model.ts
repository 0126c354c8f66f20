import { z } from "zod";
import { isTimeZone } from "../../time-zone.ts";

export const windowSizes = ["MINUTE", "HOUR", "DAY", "MONTH"] as const;
export type WindowSize = (typeof windowSizes)[number];

export const windowsMax = 10_000;

/** A question for a series. `from` is inclusive, `to` exclusive; both are widened to whole windows of `timeZone`. */
export const SeriesQuestion = z
  .object({
    from: z.coerce.date<Date | string>(),
    to: z.coerce.date<Date | string>(),
    windowSize: z.enum(windowSizes, "must be MINUTE, HOUR, DAY or MONTH"),
    timeZone: z.string().refine(isTimeZone, "must be an IANA time zone"),
    groupBy: z.array(z.string().max(64)).max(8).default([]),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be after from" })
  .refine(
    ({ from, to, windowSize }) => (to.getTime() - from.getTime()) / windowMilliseconds[windowSize] <= windowsMax,
    {
      path: ["windowSize"],
      message: "makes more than 10,000 windows; choose a larger one or a shorter range",
    },
  );
export type SeriesQuestion = z.output<typeof SeriesQuestion>;

export type UsageWindow = { value: number; windowStart: string; windowEnd: string; groupBy: Record<string, string> };
export type UsageSeries = { from: string; to: string; windowSize: WindowSize; data: UsageWindow[] };

export const usageRanges = ["24h", "7d", "30d", "90d"] as const;
export type UsageRange = (typeof usageRanges)[number];

/** What a person asks of the usage graph. An empty group is none. */
export const UsageQuestion = z.object({
  meter: z.string().regex(/^[a-z0-9_-]{1,63}$/),
  range: z.enum(usageRanges).default("30d"),
  groupBy: z
    .string()
    .max(32)
    .optional()
    .transform((name) => name || undefined),
});
export type UsageQuestion = z.output<typeof UsageQuestion>;

/** The question that a page's address asks; what it does not know falls back to the first meter and thirty days. */
export function usageViewOf(
  search: Record<string, string | string[] | undefined>,
  meters: readonly { slug: string; groupBy: { name: string }[] }[],
): UsageQuestion | null {
  const meter = meters.find(({ slug }) => slug === search.meter) ?? meters[0];
  if (!meter) return null;
  const range = usageRanges.find((each) => each === search.range) ?? "30d";
  const groupBy = meter.groupBy.find(({ name }) => name === search.groupBy)?.name;
  return { meter: meter.slug, range, groupBy };
}

export type UsagePoint = { start: string; end: string; value: number | null; incomplete?: boolean };
export type UsageAnswer = {
  meter: { slug: string; name: string; unit: string };
  zone: string;
  range: UsageRange;
  groupBy: string | null;
  kind: "bar" | "line";
  series: { name: string; points: UsagePoint[] }[];
  /** Over the whole range; null where adding up means nothing. */
  total: number | null;
  readAt: string;
};

const windowMilliseconds: Record<WindowSize, number> = {
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
  MONTH: 28 * 86_400_000,
};

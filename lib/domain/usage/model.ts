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
  .refine(({ from, to, windowSize }) => (to.getTime() - from.getTime()) / windowMilliseconds[windowSize] <= windowsMax, {
    path: ["windowSize"],
    message: "makes more than 10,000 windows; choose a larger one or a shorter range",
  });
export type SeriesQuestion = z.output<typeof SeriesQuestion>;

export type UsageWindow = { value: number; windowStart: string; windowEnd: string; groupBy: Record<string, string> };
export type UsageSeries = { from: string; to: string; windowSize: WindowSize; data: UsageWindow[] };

const windowMilliseconds: Record<WindowSize, number> = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000, MONTH: 28 * 86_400_000 };

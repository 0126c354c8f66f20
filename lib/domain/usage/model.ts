import { z } from "zod";
import { parseTimeRange, timeRangeHelp } from "../../time-range.ts";
import { isTimeZone } from "../../time-zone.ts";
import type { Change } from "../audit/model.ts";
import type { LimitStep } from "../quotas/limit-history.ts";
import type { QuotaPeriod } from "../quotas/model.ts";
import type { SeriesColor } from "./colors.ts";
import type { Forecast } from "./forecast.ts";
import { type UsageShow, usageShows, type WindowSize, windowSizes } from "./view.ts";

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

/** What a person asks of the usage graph. An empty word is none. */
export const UsageQuestion = z.object({
  meter: z.string().regex(/^[a-z0-9_-]{1,63}$/),
  /** As lib/time-range.ts reads it. */
  range: z
    .string()
    .max(80)
    .default("30d")
    .refine((text) => parseTimeRange(text) !== null, timeRangeHelp),
  /** Whose clock windows shorter than a day follow; the tenant's without one. */
  zone: word(z.string().refine(isTimeZone, "must be an IANA time zone")),
  groupBy: word(z.string().max(32)),
  by: word(z.enum(windowSizes)),
  show: word(z.enum(usageShows)),
  compare: word(z.literal("previous")),
});
export type UsageQuestion = z.output<typeof UsageQuestion>;

export type UsageGroup = {
  /** Tells a value from the rest, whatever the value is called. */
  id: string;
  name: string;
  /** The same value has the same colour whenever it is shown; the rest has none. */
  color: SeriesColor | null;
  /** One for each window; null where nothing is known. */
  values: (number | null)[];
  previous: (number | null)[] | null;
};
/** The limit of a period, or, `even`, each window's even share of a longer period's. `now` is the whole limit at present. */
export type UsageLimit = { period: QuotaPeriod; steps: LimitStep[]; even: boolean; now: number | null };
export type UsageMark = {
  at: string;
  /** The audit entry's. */
  id: string;
  action: string;
  objectName: string;
  actor: string;
  change: Change | null;
};
export type UsageAnswer = {
  meter: { slug: string; name: string; unit: string };
  question: UsageQuestion;
  from: string;
  to: string;
  /** Whose clock the windows follow. */
  zone: string;
  tenantZone: string;
  windowSize: WindowSize;
  kind: "bar" | "line";
  show: UsageShow;
  /** What else could be shown. */
  shows: UsageShow[];
  windows: { start: string; end: string }[];
  series: UsageGroup[];
  /** Over the whole range; null where adding up means nothing. */
  total: number | null;
  previous: { from: string; to: string; total: number | null } | null;
  limit: UsageLimit | null;
  forecast: Forecast | null;
  marks: UsageMark[];
  /** What the server did to the question, in sentences. */
  notes: string[];
  readAt: string;
};

/** What a meter will have counted at the end of the tenant's month, if coming days are like the last ones. */
export type Estimate = {
  meter: string;
  at: string;
  amount: number;
  /** How many whole days it rests on. */
  days: number;
  method: string;
  reaches: Forecast["reaches"];
};

function word<S extends z.ZodType<string>>(schema: S) {
  return z
    .union([z.literal(""), schema])
    .optional()
    .transform((value) => value || undefined);
}

const windowMilliseconds: Record<WindowSize, number> = {
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
  MONTH: 28 * 86_400_000,
};

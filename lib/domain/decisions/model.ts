import { z } from "zod";
import { parseTimeRange, timeRangeHelp } from "../../time-range.ts";

export const OutcomeQuestion = z.object({
  /** As lib/time-range.ts reads it. */
  range: z
    .string()
    .max(80)
    .default("24h")
    .refine((text) => parseTimeRange(text) !== null, timeRangeHelp),
});
export type OutcomeQuestion = z.output<typeof OutcomeQuestion>;

/** How many calls were decided which way in one window; null before there was anything to decide, and after now. */
export type OutcomeWindow = {
  start: string;
  end: string;
  allowed: number | null;
  warned: number | null;
  denied: number | null;
};
export type OutcomeAnswer = {
  range: string;
  zone: string;
  windows: OutcomeWindow[];
  /** Of the denied, those a rate limit turned away. */
  limited: number;
  readAt: string;
};

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

/** What may explain a decision beside it: how full the quota was, what else was decided, and what was changed, all in the same hour. */
export type DecisionLanes = {
  from: string;
  to: string;
  /** The limit as steps; null is none. */
  limit: { at: string; value: number | null }[];
  /** How much counted against the limit when the hour began and at the end of each minute since; it begins anew with the period. */
  used: { at: string; value: number }[];
  /** Of a minute each, or of a quarter of an hour where there was too much to count by minutes. */
  outcomes: LaneOutcome[];
  /** Whether what is let through was also reported as events, which nobody decides. */
  withEvents: boolean;
  /** Calls that a limit of calls a second or minute refused; they are kept by the quarter of an hour. */
  limited: number;
  changes: LaneChange[];
  /** Whether who asks may read who changed what. */
  sayWho: boolean;
  episode: Episode | null;
  earlier: string | null;
  later: string | null;
};
export type LaneOutcome = {
  start: string;
  end: string;
  passed: number;
  warned: number;
  denied: number;
  /** Which limits denied: that of a month, a day… */
  reasons: { period: string; count: number }[];
};
export type LaneChange = {
  at: string;
  action: string;
  objectKind: string;
  object: string;
  /** null where it is not this tenant's to know, or not kept. */
  by: { kind: string; name: string } | null;
  change: { field: string; from: string | null; to: string } | null;
};
/** Denials of the same quota less than five minutes apart. `open` where it reaches beyond the hour that was read. */
export type Episode = { from: string; to: string; count: number; open: boolean };

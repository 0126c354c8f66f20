import { invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import { limitedPeriods } from "../quotas/limits.ts";
import type { QuotaPeriod } from "../quotas/model.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { cutOf } from "./cut.ts";
import { knownSince } from "./known-since.ts";
import type { UsageQuestion } from "./model.ts";
import { isLonger } from "./running.ts";
import type { UsageShow, WindowSize } from "./view.ts";

export type Choice = Awaited<ReturnType<typeof chosen>>;

/**
 * What a graph is of and how it is cut, before anything of it is read.
 * @throws AppError `not_found` for the meter, `invalid` for a group it does not have or a range that reaches over nothing
 */
export async function chosen(
  scope: Scope,
  question: Partial<UsageQuestion> & Pick<UsageQuestion, "meter" | "range">,
  now: Date,
) {
  const meter = await meterBySlug(scope, question.meter);
  const { timeZone, createdAt } = await tenantDetail(scope);
  const kind = kindOf(meter);
  const group = groupAt(meter, question.groupBy);
  const lines = (group === null ? 1 : 6) * (question.compare ? 2 : 1);
  const { bounds, cut, notes } = cutOf({ ...question, kind, lines }, timeZone, now);
  const periods = await limitedPeriods(scope, meter.id);
  const shows = showsOf(meter, cut.windowSize, periods);
  const show = shows.find((each) => each === question.show) ?? "bucket";
  const empty = kind === "bar" ? (0 as const) : null;
  const known = { since: await knownSince(scope, meter.id, createdAt), now, empty };
  return { meter, timeZone, kind, group, bounds, cut, notes, periods, shows, show, known };
}

/** Whether what is counted of it in two windows is counted in both together. */
export function adds({ aggregation }: MeterView): boolean {
  return aggregation === "sum" || aggregation === "count";
}

/** By itself, or since the beginning of a period that is longer than a window, where that adds up. */
function showsOf(meter: MeterView, windowSize: WindowSize, limited: readonly QuotaPeriod[]): UsageShow[] {
  if (!adds(meter)) return ["bucket"];
  const periods = [...new Set<UsageShow>([...limited, "month"])].filter((each) => each !== "none");
  return ["bucket", ...periods.filter((each) => isLonger(each, windowSize))];
}

function groupAt(meter: MeterView, name: string | undefined): number | null {
  if (name === undefined) return null;
  const at = meter.groupBy.findIndex((each) => each.name === name);
  if (at < 0) throw invalidField("groupBy", `${meter.slug} has no group ${name}`);
  return at;
}

function kindOf({ aggregation }: MeterView): "bar" | "line" {
  return aggregation === "sum" || aggregation === "count" || aggregation === "unique" ? "bar" : "line";
}

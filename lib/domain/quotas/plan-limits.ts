import type { Scope, StaffScope } from "../../gate/scope.ts";
import { type QuotaMode, type QuotaPeriod, quotaModes, quotaPeriods } from "./model.ts";

export type PlanLimit = {
  plan: string;
  meter: string;
  unit: string;
  period: QuotaPeriod;
  limit: number | null;
  mode: QuotaMode;
};

/** What each plan allows, by plan and then in the order of the meters. */
export async function planLimits(scope: Scope | StaffScope): Promise<PlanLimit[]> {
  const rows = await scope.db.planQuota.findMany();
  const plans = await scope.db.plan.findMany({ select: { id: true, slug: true } });
  const meters = await scope.db.meter.findMany({
    select: { id: true, name: true, unit: true },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
  });
  const slugs = new Map(plans.map(({ id, slug }) => [id, slug]));
  return meters.flatMap(({ id, name, unit }) =>
    rows
      .filter(({ meterId }) => meterId === id)
      .map(({ planId, period, limitAmount, mode }) => ({
        plan: slugs.get(planId) ?? "",
        meter: name,
        unit,
        period: quotaPeriods.find((each) => each === period) ?? "none",
        limit: limitAmount === null ? null : Number(limitAmount),
        mode: quotaModes.find((each) => each === mode) ?? "hard",
      })),
  );
}

import type { Scope } from "../../gate/scope.ts";
import { auditedBetween } from "../audit/queries.ts";
import type { MeterView } from "../meters/model.ts";
import type { UsageMark } from "./model.ts";

const marksMax = 40;
const actions = [
  "tenant.updated",
  "tenant.suspended",
  "tenant.resumed",
  "quota.set",
  "quota.unset",
  "quota.granted",
  "key.rotated",
  "key.revoked",
];

/** What was done meanwhile that may explain a graph, for those who may read the audit log. */
export async function usageMarks(
  scope: Scope,
  meter: MeterView,
  range: { from: Date; to: Date },
): Promise<UsageMark[]> {
  if (!scope.can("audit:read")) return [];
  const entries = await auditedBetween(scope, { actions, ...range, limit: marksMax * 5 });
  return entries
    .filter(({ view }) => view.action !== "tenant.updated" || view.changes.some(({ field }) => field === "plan"))
    .filter(({ view }) => !view.action.startsWith("quota.") || view.objectName.startsWith(`${meter.slug} per `))
    .slice(-marksMax)
    .map(({ view }) => ({
      at: view.at.toISOString(),
      id: view.id,
      action: view.action === "tenant.updated" ? "tenant.plan_changed" : view.action,
      objectName: view.objectName,
      actor: view.actorName,
      change: view.changes.find(({ field }) => field === "limit" || field === "plan") ?? null,
    }));
}

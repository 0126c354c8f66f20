import type pg from "pg";
import { meterCatalog } from "../../lib/domain/meters/queries.ts";
import { grantQuota, setQuota } from "../../lib/domain/quotas/commands.ts";
import { consumeBatch } from "../../lib/domain/quotas/consume.ts";
import { setPlanQuota } from "../../lib/domain/quotas/layer-commands.ts";
import { decisions, quotas } from "../../lib/domain/quotas/queries.ts";
import { tenantDetail } from "../../lib/domain/tenants/queries.ts";
import { enterAsOperator, findTenant } from "../../lib/gate/enter.ts";
import type { Scope } from "../../lib/gate/scope.ts";
import { importing } from "./import.ts";

/** What a plan lets a tenant use: requests a month, gibibytes at a time. */
const limits: Record<string, { requests: number | null; gibibytes: number }> = {
  free: { requests: 50_000, gibibytes: 5 },
  team: { requests: 1_500_000, gibibytes: 50 },
  scale: { requests: 3_000_000, gibibytes: 100 },
  enterprise: { requests: null, gibibytes: 1_000 },
};

const almostFull = "globex";
const raisedFor = "piedpiper";

/** The plans' limits, and one tenant that is nearly at its own, with calls denied today. */
export async function ensureQuotas(owner: pg.Client): Promise<void> {
  if (await enterAsOperator("platform", ensurePlanQuotas)) await backdatePlanQuotas(owner);
  const raised = await findTenant(raisedFor, null);
  if (raised) await enterAsOperator(raised, ensureGrant);
  const tenant = await findTenant(almostFull, null);
  // What staff have done to a tenant of the demo stays done.
  if (!tenant || (await enterAsOperator(tenant, tenantDetail)).status !== "Active") return;
  const { remaining, deniedToday } = await enterAsOperator(tenant, nearlyFull);
  if (deniedToday) return;
  const scope = importing(owner, tenant);
  const catalog = async () => ({
    meters: await enterAsOperator("platform", async (each) => (await meterCatalog(each)).meters),
  });
  const tooMuch = [1, 25, 400].map((more) => ({
    meter: "api_requests",
    amount: Math.floor(remaining) + more,
    dimensions: { route: "/v1/messages", region: "eu-central" },
  }));
  await consumeBatch(scope, tooMuch, catalog);
}

async function ensurePlanQuotas(scope: Scope): Promise<boolean> {
  if ((await scope.db.planQuota.count()) > 0) return false;
  for (const [plan, { requests, gibibytes }] of Object.entries(limits)) {
    await setPlanQuota(scope, { plan, meter: "api_requests", period: "month", limit: requests, mode: "hard" });
    await setPlanQuota(scope, { plan, meter: "storage", period: "none", limit: gibibytes, mode: "hard" });
  }
  return true;
}

// The demo's usage is ninety days old: so are the limits it is held against.
async function backdatePlanQuotas(owner: pg.Client): Promise<void> {
  await owner.query("BEGIN");
  await owner.query("SELECT set_config('app.tenant_id', platform_id()::text, true)");
  await owner.query("UPDATE quota_layer_change SET at = at - interval '91 days'");
  await owner.query("COMMIT");
}

// A raise for some weeks, so that there is a step to see.
async function ensureGrant(scope: Scope): Promise<void> {
  const now = (await quotas(scope)).find((each) => each.meter === "api_requests" && each.period === "month");
  if ((await scope.db.quotaGrant.count()) > 0 || !now?.limit) return;
  const day = 86_400_000;
  await grantQuota(scope, {
    meter: "api_requests",
    period: "month",
    limit: now.limit * 1.5,
    startsAt: new Date(Date.now() - 9 * day),
    endsAt: new Date(Date.now() + 21 * day),
    reason: "Launch week, agreed with the account manager",
  });
}

// Its limit follows its usage, so that the demo shows a nearly full quota on every day of a month.
async function nearlyFull(scope: Scope): Promise<{ remaining: number; deniedToday: boolean }> {
  const requests = async () => (await quotas(scope)).find((each) => each.meter === "api_requests");
  let quota = await requests();
  const share = quota?.limit ? quota.used / quota.limit : 0;
  if (quota && quota.used > 0 && (quota.layer !== "tenant" || share < 0.9 || share > 0.99)) {
    const limit = Math.ceil(quota.used / 0.955);
    quota = await setQuota(scope, {
      meter: "api_requests",
      period: "month",
      limit,
      mode: "hard",
      reason: "Agreed with the customer",
    });
  }
  const { items } = await decisions(scope, { limit: 1 });
  const deniedToday = items.some(({ at }) => at.slice(0, 10) === new Date().toISOString().slice(0, 10));
  return { remaining: quota?.remaining ?? 0, deniedToday: deniedToday || quota?.layer !== "tenant" };
}

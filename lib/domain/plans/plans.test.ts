import { beforeAll, expect, test } from "vitest";
import { enterProgram, identifyKey, readPlatform, tenantOf } from "../../gate/endpoint.ts";
import { enterAsOperator, enterPlatform, enterStaffAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newMeter, newStaff, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { auditEntriesOfAll } from "../audit/queries.ts";
import { meterCatalog } from "../meters/queries.ts";
import { setQuota } from "../quotas/commands.ts";
import { consumeQuota } from "../quotas/consume.ts";
import { setDefaultQuota, setPlanQuota, unsetDefaultQuota, unsetPlanQuota } from "../quotas/layer-commands.ts";
import { layerLimits, limitReach } from "../quotas/layers.ts";
import { quotas } from "../quotas/queries.ts";
import { tenantsByPlan } from "../tenants/queries.ts";
import { addPlan, changePlan } from "./commands.ts";
import { planBySlug } from "./queries.ts";

freshDatabase();
let all: World;

beforeAll(async () => {
  all = await world();
  await newMeter({ slug: "calls", name: "Calls", eventType: "call", aggregation: "count" });
});

const onPlatform = <T>(work: Parameters<typeof enterAsOperator<T>>[1]) => enterAsOperator("platform", work);

test("a plan is made, renamed and described anew, each time with what it was in the audit", async () => {
  await onPlatform((scope) => addPlan(scope, { slug: "gold", name: "Gold", description: "" }));
  await onPlatform((scope) => changePlan(scope, { plan: "gold", name: "Golden", description: "The best" }));
  const plan = await enterStaffAsOperator((scope) => planBySlug(scope, "gold"));
  expect(plan).toMatchObject({ name: "Golden", description: "The best" });
  const { items } = await enterStaffAsOperator((scope) => auditEntriesOfAll(scope, { objectId: plan?.id }));
  expect(items.map(({ action }) => action)).toEqual(["plan.updated", "plan.created"]);
  expect(items[0]?.changes).toContainEqual({ field: "name", from: "Gold", to: "Golden" });
});

test("a slug that is taken is refused beside its field, and an unknown plan is not found", async () => {
  const again = onPlatform((scope) => addPlan(scope, { slug: "standard", name: "Again", description: "" }));
  await expect(again).rejects.toMatchObject({ code: "invalid", errors: [{ path: "slug" }] });
  const none = onPlatform((scope) => changePlan(scope, { plan: "none", name: "None", description: "" }));
  await expect(none).rejects.toMatchObject({ code: "not_found" });
});

test("only an admin changes plans", async () => {
  for (const role of ["support", "billing"] as const)
    await expect(enterPlatform(await newStaff(role), somewhere, "plans:write", async () => true)).rejects.toMatchObject(
      { code: "forbidden" },
    );
  await expect(enterPlatform(await newStaff("admin"), somewhere, "plans:write", async () => true)).resolves.toBe(true);
});

test("before a limit is set it is told whom it decides for and who is above it", async () => {
  const reach = (limit: number, plan?: string) =>
    enterStaffAsOperator((scope) => limitReach(scope, { plan, meter: "calls", period: "month", limit }));
  const limit = { meter: "calls", period: "month", mode: "hard" } as const;
  expect(await reach(5, "standard")).toEqual({ tenants: 2, more: false, above: 0, counted: 0, below: null });
  await onPlatform((scope) => setPlanQuota(scope, { ...limit, plan: "standard", limit: 100 }));
  await consume(7);
  expect(await reach(7, "standard")).toEqual({ tenants: 2, more: false, above: 0, counted: 2, below: null });
  expect(await reach(6.5, "standard")).toEqual({ tenants: 2, more: false, above: 1, counted: 2, below: null });
  // One with a limit of its own is not decided for by the plan; none is by the default while the plan says something.
  await enterAsOperator(all.b, (scope) => setQuota(scope, { ...limit, limit: 5 }));
  expect((await reach(5, "standard")).tenants).toBe(1);
  expect((await reach(5)).tenants).toBe(0);
  await newTenant("cedar", { plan: "gold" });
  expect((await reach(5)).tenants).toBe(1);
});

test("what default and plans say is read together, and who is on a plan is counted", async () => {
  await onPlatform((scope) => setDefaultQuota(scope, { meter: "calls", period: "day", mode: "soft", limit: null }));
  const limits = await enterStaffAsOperator(layerLimits);
  expect(limits.map(({ plan, period, limit, mode }) => [plan?.slug ?? null, period, limit, mode])).toEqual([
    [null, "day", null, "soft"],
    ["standard", "month", 100, "hard"],
  ]);
  const counts = await enterStaffAsOperator(tenantsByPlan);
  const gold = await enterStaffAsOperator((scope) => planBySlug(scope, "gold"));
  expect(counts.get(gold?.id ?? "")).toBe(1);
});

test("a limit of a plan or the default is taken away again, with what it was in the audit, and the layer below decides", async () => {
  const place = { meter: "calls", period: "month" } as const;
  const reach = (plan?: string) => enterStaffAsOperator((scope) => limitReach(scope, { plan, ...place }));
  const decides = async () =>
    (await enterAsOperator(all.a, quotas)).find(({ period }) => period === "month")?.layer ?? null;
  expect(await reach("standard")).toEqual({ tenants: 1, more: false, above: 0, counted: 1, below: null });
  await onPlatform((scope) => setDefaultQuota(scope, { ...place, mode: "soft", limit: 3 }));
  expect(await reach("standard")).toMatchObject({
    tenants: 1,
    above: 1,
    counted: 1,
    below: { limit: 3, mode: "soft" },
  });
  const take = () => onPlatform((scope) => unsetPlanQuota(scope, { ...place, plan: "standard" }));
  const raced = await Promise.allSettled([take(), take(), take()]);
  expect(raced.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const each of raced) if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "not_found" });
  expect(await decides()).toBe("default");
  expect(await reach()).toMatchObject({ tenants: 2, below: null });
  await onPlatform((scope) => unsetDefaultQuota(scope, place));
  expect(await decides()).toBeNull();
  await expect(onPlatform((scope) => unsetDefaultQuota(scope, place))).rejects.toMatchObject({ code: "not_found" });
  const { items } = await enterStaffAsOperator((scope) => auditEntriesOfAll(scope, { limit: 3 }));
  expect(items.map(({ action, objectName }) => [action, objectName])).toEqual([
    ["quota.default_unset", "calls per month"],
    ["quota.plan_unset", "calls per month on standard"],
    ["quota.default_set", "calls per month"],
  ]);
  expect(items[1]?.changes).toContainEqual({ field: "limit", from: "100", to: "–" });
  expect((await enterStaffAsOperator(layerLimits)).map(({ period }) => period)).toEqual(["day"]);
});

async function consume(amount: number): Promise<void> {
  const key = await identifyKey(`Bearer ${(await newKey(all.a, ["quota:consume"])).key}`);
  const tenant = await tenantOf(key, undefined);
  const catalog = await readPlatform((scope) => meterCatalog(scope));
  const outcome = await enterProgram(key, somewhere, "quota:consume", tenant, (scope) =>
    consumeQuota(scope, { meter: "calls", amount }, async () => catalog),
  );
  expect(outcome).toMatchObject({ decision: { allowed: true } });
}

import { beforeAll, expect, test } from "vitest";
import { enterProgram, identifyKey, readPlatform, tenantOf } from "../../gate/endpoint.ts";
import { enterAsOperator, enterTenant } from "../../gate/enter.ts";
import type { Scope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newMember, newMeter, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { meterCatalog } from "../meters/queries.ts";
import { setQuota } from "../quotas/commands.ts";
import { consumeQuota } from "../quotas/consume.ts";
import { setDefaultQuota } from "../quotas/layer-commands.ts";
import { decisionById, decisions } from "../quotas/queries.ts";
import { recordUsage } from "../usage/commands.ts";
import { decisionLanes, stretchAround } from "./lanes.ts";

freshDatabase();
let all: World;
const keys = new Map<string, string>();

beforeAll(async () => {
  all = await world();
  for (const tenant of [all.a, all.b])
    keys.set(tenant.id, (await newKey(tenant, ["quota:consume", "usage:write"])).key);
});

const catalog = () => readPlatform((scope) => meterCatalog(scope));

async function asProgram(tenant: World["a"], work: Parameters<typeof enterProgram>[4]) {
  const identity = await identifyKey(`Bearer ${keys.get(tenant.id)}`);
  return enterProgram(identity, somewhere, "quota:consume", await tenantOf(identity, undefined), work);
}

function consume(tenant: World["a"], meter: string, amount: number) {
  return asProgram(tenant, (scope) => consumeQuota(scope, { meter, amount }, catalog));
}

/** A meter of things that exist, of which no period ends during the test. */
async function newThings(slug: string) {
  await newMeter({ slug, eventType: slug, aggregation: "sum", valuePath: "$.n" });
  return slug;
}

async function newestDenial(scope: Scope) {
  const { items } = await decisions(scope, { limit: 1, outcomes: ["denied"] });
  return decisionById(scope, items[0]?.decisionId ?? "");
}

const lanesOf = (scope: Scope) => newestDenial(scope).then((decision) => decisionLanes(scope, decision, "UTC"));

function totals(lanes: Awaited<ReturnType<typeof lanesOf>>) {
  const sum = (of: "passed" | "warned" | "denied") => lanes.outcomes.reduce((all, each) => all + each[of], 0);
  return { passed: sum("passed"), warned: sum("warned"), denied: sum("denied") };
}

test("the hour shows what was used, decided and changed in this tenant and no other", async () => {
  const meter = await newThings("boxes");
  for (const tenant of [all.a, all.b])
    await enterAsOperator(tenant, (scope) => setQuota(scope, { meter, period: "none", limit: 10, mode: "hard" }));
  for (const amount of [6, 5, 4, 1]) await consume(all.a, meter, amount);
  await consume(all.b, meter, 9);
  await consume(all.b, meter, 2);
  const lanes = await enterAsOperator(all.a, lanesOf);
  expect(totals(lanes)).toEqual({ passed: 2, warned: 0, denied: 2 });
  expect(lanes.used.at(-1)?.value).toBe(10);
  expect(lanes.limit.at(-1)?.value).toBe(10);
  expect(lanes.withEvents).toBe(false);
  expect(lanes.outcomes.flatMap(({ reasons }) => reasons).every(({ period }) => period === "none")).toBe(true);
  expect(lanes.episode?.count).toBe(2);
  expect(lanes.changes.filter(({ action }) => action === "quota.set")).toMatchObject([
    { object: "boxes per none", by: { kind: "operator" }, change: { field: "limit", to: "10" } },
  ]);
});

test("from a denial the one before and the one after can be reached, and from them no other tenant's", async () => {
  const { newest, before } = await enterAsOperator(all.a, async (scope) => {
    const newest = await newestDenial(scope);
    const { earlier } = await decisionLanes(scope, newest, "UTC");
    return { newest, before: earlier && (await decisionLanes(scope, await decisionById(scope, earlier), "UTC")) };
  });
  expect(before).toMatchObject({ later: newest.decisionId, earlier: null });
});

test("who changed what is for those who may read the audit log; that the limit changed is for all", async () => {
  const meter = await newThings("crates");
  const tenant = await newTenant("cedar");
  keys.set(tenant.id, (await newKey(tenant, ["quota:consume"])).key);
  await enterAsOperator(tenant, (scope) => setQuota(scope, { meter, period: "none", limit: 5, mode: "hard" }));
  await consume(tenant, meter, 6);
  const seenBy = async (role: "owner" | "viewer") =>
    enterTenant(await newMember(tenant, role), "console", somewhere, "quota:read", tenant.slug, lanesOf);
  const [owner, viewer] = [await seenBy("owner"), await seenBy("viewer")];
  expect(owner.changes.some(({ by }) => by !== null)).toBe(true);
  expect(viewer.sayWho).toBe(false);
  expect(viewer.changes.every(({ by }) => by === null)).toBe(true);
  expect(viewer.limit).toEqual(owner.limit);
});

test("what was reported as events is not passed off as decided", async () => {
  const meter = await newThings("pallets");
  await enterAsOperator("platform", (scope) =>
    setDefaultQuota(scope, { meter, period: "none", limit: 3, mode: "hard" }),
  );
  await asProgram(all.a, (scope) =>
    recordUsage(scope, [{ specversion: "1.0", id: "1", source: "test", type: meter, data: { n: 2 } }], catalog),
  );
  await consume(all.a, meter, 2);
  const lanes = await enterAsOperator(all.a, lanesOf);
  expect(lanes.withEvents).toBe(true);
  expect(lanes.used.at(-1)?.value).toBe(2);
});

test("the hour begins on a quarter, holds the decision, and ends with the quarter that is running at the latest", () => {
  const at = new Date("2026-11-20T14:03:07Z");
  const late = stretchAround(at, new Date("2026-12-01T00:00:00Z"));
  expect([late.from, late.to]).toEqual([new Date("2026-11-20T13:30:00Z"), new Date("2026-11-20T14:30:00Z")]);
  const soon = stretchAround(at, new Date("2026-11-20T14:04:00Z"));
  expect([soon.from, soon.to]).toEqual([new Date("2026-11-20T13:15:00Z"), new Date("2026-11-20T14:15:00Z")]);
});

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { enterProgram, identifyKey } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ProgramScope, TenantOfScope } from "../../gate/scope.ts";
import { askForOne } from "../../test/ask.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog } from "../../test/usage.ts";
import { newKey, newMeter, newTenant, somewhere, type World, world } from "../../test/world.ts";
import type { MeterCatalog } from "../usage/commands.ts";
import { usageDrift } from "../usage/drift.ts";
import type { Ask, Outcome } from "./ask.ts";
import { setQuota } from "./commands.ts";
import { decide } from "./commit-queue.ts";
import { checkQuota, consumeBatch, consumeQuota, releaseQuota, reserveQuota } from "./consume.ts";
import { fold } from "./fold.ts";
import type { Decision, QuotaPeriod } from "./model.ts";
import { type Flushed, unfold } from "./unfold.ts";

const database = freshDatabase();
const seed = Number(process.pid) * 7_919 + (Date.now() % 100_000);
let tenants: World;
let known: MeterCatalog;
let made = 0;

beforeAll(async () => {
  tenants = await world();
});

async function limited(
  limit: number,
  period: QuotaPeriod = "month",
  tenant: TenantOfScope = tenants.a,
): Promise<string> {
  const slug = `m${++made}`;
  await newMeter({ slug, eventType: slug, aggregation: "sum", valuePath: "$.n" });
  await enterAsOperator(tenant, (scope) => setQuota(scope, { meter: slug, period, limit, mode: "hard" }));
  known = await catalog();
  return slug;
}

async function opened(tenant: TenantOfScope): Promise<ProgramScope> {
  const identity = await identifyKey(`Bearer ${(await newKey(tenant, ["quota:consume", "quota:read"])).key}`);
  return enterProgram(identity, somewhere, "quota:consume", tenant, async (scope) => scope);
}

const meters = async () => known;
const driftOf = async (tenant: TenantOfScope) =>
  (await usageDrift((work) => enterAsOperator(tenant, work))).differences;

function decisionOf(outcome: Outcome): Decision {
  if ("refused" in outcome) throw new Error(outcome.refused);
  return outcome.decision;
}

const allowedOf = (outcomes: Outcome[]) => outcomes.filter((each) => decisionOf(each).allowed).length;

test("of 512 callers for the last unit one has it", async () => {
  const meter = await limited(1_000);
  const scope = await opened(tenants.a);
  await consumeQuota(scope, { meter, amount: 999 }, meters);
  const outcomes = await Promise.all(
    Array.from({ length: 512 }, () => consumeQuota(scope, { meter, amount: 1 }, meters)),
  );
  expect(allowedOf(outcomes)).toBe(1);
  expect(new Set(outcomes.map((each) => decisionOf(each).decisionId)).size).toBe(512);
  expect(await driftOf(tenants.a)).toEqual([]);
});

test("a call whose caller went away after it was decided counts once, and the retry hears the same", async () => {
  const meter = await limited(1);
  const scope = await opened(tenants.a);
  // Nobody waits for the first: its answer goes nowhere.
  void consumeQuota(scope, { meter, amount: 1, idempotencyKey: "gone" }, meters).catch(() => {});
  const retries = await Promise.all(
    [1, 2, 3].map(() => consumeQuota(scope, { meter, amount: 1, idempotencyKey: "gone" }, meters)),
  );
  expect(new Set(retries.map((each) => decisionOf(each).decisionId)).size).toBe(1);
  expect(allowedOf(retries)).toBe(3);
  expect(await checkQuota(scope, { meter, amount: 0 }, meters)).toMatchObject({ used: 1, remaining: 0 });
});

test("a period that ends in the middle of a burst gives each its own full measure", async () => {
  const tenant = await newTenant("rollover");
  const meter = await limited(50, "day", tenant);
  const scope = await opened(tenant);
  const root = await database.asRoot();
  let allowed = 0;
  const burst = Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let call = 0; call < 12; call++)
        if (decisionOf(await consumeQuota(scope, { meter, amount: 1 }, meters)).allowed) allowed++;
    }),
  );
  // The day's counter and usage are moved a day back between two flushes, as midnight would have it.
  await root.query(`BEGIN; SELECT lock_counters('${tenant.id}');
    UPDATE quota_counter SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day' WHERE tenant_id = '${tenant.id}';
    UPDATE usage_rollup SET bucket = bucket - interval '1 day' WHERE tenant_id = '${tenant.id}';
    UPDATE usage_consumed SET at = at - interval '1 day' WHERE tenant_id = '${tenant.id}'; COMMIT`);
  await burst;
  const { rows } = await root.query(
    "SELECT sum(amount)::int AS sum FROM usage_consumed WHERE tenant_id = $1 AND at < now() - interval '12 hours'",
    [tenant.id],
  );
  const before = rows[0].sum ?? 0;
  expect(before).toBeLessThanOrEqual(50);
  expect(allowed).toBe(before + 50);
  expect(await driftOf(tenant)).toEqual([]);
});

test(`amounts of up to six places and up to 2^53-1 add up exactly, seed ${seed}`, async () => {
  const amount = fc.oneof(
    fc.integer({ min: 1, max: 9_999_999 }).map((millionths) => millionths / 1_000_000),
    fc.constantFrom(0.000001, 1, Number.MAX_SAFE_INTEGER),
  );
  const scope = await opened(tenants.a);
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 40 }), async (amounts) => {
      const meter = await limited(Number.MAX_SAFE_INTEGER);
      const outcomes = await consumeBatch(
        scope,
        amounts.map((each) => ({ meter, amount: each })),
        meters,
      );
      let sum = 0n;
      const limit = BigInt(Number.MAX_SAFE_INTEGER) * 1_000_000n;
      const expected = amounts.map((each) => {
        const millionths = Number.isInteger(each) ? BigInt(each) * 1_000_000n : BigInt(Math.round(each * 1_000_000));
        if (sum + millionths > limit) return false;
        sum += millionths;
        return true;
      });
      expect(outcomes.map((each) => decisionOf(each).allowed)).toEqual(expected);
    }),
    { seed, numRuns: 15 },
  );
  expect(await driftOf(tenants.a)).toEqual([]);
});

test("two processes that name two meters in opposite orders never wait for each other in a circle", async () => {
  const tenant = await newTenant("opposite");
  const slugs = [await limited(1e9, "month", tenant), await limited(1e9, "month", tenant)];
  const of = known.meters.filter(({ slug }) => slugs.includes(slug));
  const process = async (order: Ask[]) => {
    const engine = await database.as("engine");
    let allowed = 0;
    for (let round = 0; round < 40; round++) {
      const flush = fold(order);
      const values = [tenant.id, ...flush.args];
      const places = values.map((_, at) => `$${at + 1}`).join(", ");
      const { rows } = await engine.query<{ consume: Flushed }>(`SELECT consume(${places})`, values);
      if (rows[0]) allowed += allowedOf(unfold(flush, rows[0].consume));
    }
    return allowed;
  };
  const asks = of.map((meter) => askForOne(tenant.id, meter));
  expect(await Promise.all([process(asks), process(asks.toReversed()), process(asks)])).toEqual([80, 80, 80]);
  expect(await driftOf(tenant)).toEqual([]);
});

test("one tenant's flood is bounded, and another's call does not wait until it is over", async () => {
  const [flooding, calm] = [await newTenant("flooding"), await newTenant("calm")];
  const [meter, other] = [await limited(1e9, "month", flooding), await limited(1e9, "month", calm)];
  const [flood, victim] = [await opened(flooding), await opened(calm)];
  // Both at once, so that there are connections for both before it begins.
  await Promise.all([
    consumeQuota(flood, { meter, amount: 1 }, meters),
    consumeQuota(victim, { meter: other, amount: 1 }, meters),
  ]);
  const order: string[] = [];
  const refusals: unknown[] = [];
  const flooded = Array.from({ length: 1_500 }, async (_, n) => {
    try {
      // Amounts that differ cannot be folded into one, so all that waits takes twenty turns.
      const amounts = Array.from({ length: 10 }, (_, at) => ({ meter, amount: n * 10 + at + 1 }));
      await consumeBatch(flood, amounts, meters);
      order.push("flood");
    } catch (error) {
      refusals.push(error);
    }
  });
  const answered = consumeQuota(victim, { meter: other, amount: 1 }, meters).then(() => order.push("victim"));
  await Promise.all([...flooded, answered]);
  expect(refusals).toHaveLength(1_500 - 1_024);
  for (const each of refusals) expect(each).toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
  expect(order.lastIndexOf("flood")).toBeGreaterThan(order.indexOf("victim"));
});

describe("tenants whose calls share a commit", () => {
  const ask = (scope: ProgramScope, slug: string, amount: string): Ask => ({
    ...askForOne(scope.key.ownerId, known.meters.find((each) => each.slug === slug) ?? null),
    caller: { ownerId: scope.key.ownerId, keyId: scope.key.id, ip: null },
    amount,
  });

  async function several(count: number) {
    const meter = await limited(1e9);
    const all: ProgramScope[] = [];
    for (let n = 0; n < count; n++) all.push(await opened(await newTenant(`shared-${++made}`)));
    return { meter, all };
  }

  test("have one transaction, and each its own answers", async () => {
    const { meter, all } = await several(6);
    const root = await database.asRoot();
    const outcomes = await Promise.all(all.map((scope, n) => decide(scope, [ask(scope, meter, String(n + 1))])));
    expect(outcomes.map(([each]) => each && decisionOf(each).used)).toEqual([1, 2, 3, 4, 5, 6]);
    const { rows } = await root.query("SELECT DISTINCT xmin::text FROM usage_consumed WHERE tenant_id = ANY ($1)", [
      all.map(({ tenant }) => tenant.id),
    ]);
    expect(rows.length).toBeLessThan(6);
    for (const { tenant } of all) expect(await driftOf(tenant)).toEqual([]);
  });

  test("lose nothing when the database refuses one of them", async () => {
    const { meter, all } = await several(6);
    const settled = await Promise.allSettled(
      all.map((scope, n) => decide(scope, [ask(scope, meter, n === 3 ? "no number" : "2")])),
    );
    expect(settled.map(({ status }) => status)).toEqual(all.map((_, n) => (n === 3 ? "rejected" : "fulfilled")));
    for (const [n, scope] of all.entries()) {
      expect(await checkQuota(scope, { meter, amount: 0 }, meters)).toMatchObject({ used: n === 3 ? 0 : 2 });
      expect(await driftOf(scope.tenant)).toEqual([]);
    }
  });

  test("do not wait for the one whose counters another transaction holds", async () => {
    const { meter, all } = await several(6);
    const root = await database.asRoot();
    await root.query("BEGIN");
    await root.query("SELECT lock_counters($1)", [all[2]?.tenant.id]);
    const answers = all.map((scope) => decide(scope, [ask(scope, meter, "2")]));
    await Promise.all(answers.filter((_, n) => n !== 2));
    expect(await Promise.race([answers[2], Promise.resolve("waits")])).toBe("waits");
    await root.query("COMMIT");
    expect(await answers[2]).toMatchObject([{ decision: { allowed: true, used: 2 } }]);
    for (const { tenant } of all) expect(await driftOf(tenant)).toEqual([]);
  });
});

describe("allocations of a tenant's resources", () => {
  const gib = 1_024 ** 3;
  const first = { cpu: 4, memory: 8 * gib, storage: 100 * gib, containers: 10, services: 5 };
  const second = { cpu: 8, memory: 16 * gib, storage: 200 * gib, containers: 20, services: 10 };
  const names = Object.keys(first);
  let scope: ProgramScope;
  let tenant: TenantOfScope;

  beforeAll(async () => {
    tenant = await newTenant("allocated");
    for (const slug of names) await newMeter({ slug, eventType: slug, aggregation: "sum", valuePath: "$.n" });
    known = await catalog();
    scope = await opened(tenant);
  });

  const set = async (limits: Record<string, number>) => {
    for (const [meter, limit] of Object.entries(limits))
      await enterAsOperator(tenant, (each) => setQuota(each, { meter, period: "none", limit, mode: "hard" }));
  };
  const take = async (meter: string, amount: number) =>
    decisionOf(await consumeQuota(scope, { meter, amount }, meters));

  test("are each optional: what no layer limits is unlimited, which is not 0", async () => {
    expect(await take("cpu", 100)).toMatchObject({ allowed: true, limit: null, remaining: null });
    await set({ cpu: 0 });
    expect(await take("cpu", 1)).toMatchObject({ allowed: false, limit: 0, remaining: 0 });
    await releaseQuota(scope, { meter: "cpu", amount: 100 }, meters);
  });

  test("are refused above the limit, leave what exists, and a changed limit counts for the next request", async () => {
    await set(first);
    for (const [meter, limit] of Object.entries(first)) {
      expect(await take(meter, limit)).toMatchObject({ allowed: true, used: limit, remaining: 0, resetsAt: null });
      expect(await take(meter, 1)).toMatchObject({ allowed: false, used: limit, limit });
    }
    await set(second);
    for (const [meter, limit] of Object.entries(second)) {
      expect(await checkQuota(scope, { meter, amount: limit / 2 }, meters)).toMatchObject({ allowed: true, limit });
      expect(await take(meter, limit / 2 + 1)).toMatchObject({ allowed: false, used: limit / 2 });
      const held = decisionOf(await reserveQuota(scope, { meter, amount: limit / 2, ttlSeconds: 60 }, meters));
      expect(held).toMatchObject({ allowed: true, used: limit });
    }
    // A limit lowered under what exists takes nothing away; releasing is never refused.
    await set(first);
    for (const [meter, limit] of Object.entries(first)) {
      expect(await take(meter, 1)).toMatchObject({ allowed: false, used: 2 * limit, limit });
      expect(await releaseQuota(scope, { meter, amount: 1 }, meters)).toMatchObject({ allowed: true });
    }
    expect(await driftOf(tenant)).toEqual([]);
  });
});

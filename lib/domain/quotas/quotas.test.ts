import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { enterProgram, identifyKey, readPlatform, tenantOf } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import { freshDatabase, secret } from "../../test/database.ts";
import { newKey, newMeter, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { meterCatalog } from "../meters/queries.ts";
import { suspendTenant } from "../tenants/commands.ts";
import { recordUsage } from "../usage/commands.ts";
import { usageDrift } from "../usage/drift.ts";
import { windowsBetween } from "../usage/windows-between.ts";
import { millionthsOf, numberOf } from "./amount.ts";
import type { Outcome } from "./ask.ts";
import { grantQuota, setQuota, setRate, unsetQuota } from "./commands.ts";
import {
  cancelReservation,
  checkQuota,
  commitReservation,
  consumeBatch,
  consumeQuota,
  releaseQuota,
  reserveQuota,
} from "./consume.ts";
import { setDefaultQuota, setPlanQuota } from "./layer-commands.ts";
import type { ConsumeQuota, Decision, QuotaPeriod } from "./model.ts";
import { decisionById, decisions, newerDenials, quotas, tally } from "./queries.ts";

const database = freshDatabase();
const seed = Math.floor(Math.random() * 2 ** 31);
const scopes = ["quota:read", "quota:consume", "usage:write"];
let tenants: World;
let key = "";

beforeAll(async () => {
  tenants = await world();
  await newMeter({
    slug: "units",
    eventType: "units",
    aggregation: "sum",
    valuePath: "$.units",
    groupBy: [{ name: "region", path: "$.region" }],
  });
  await newMeter({ slug: "level", eventType: "level", aggregation: "latest", valuePath: "$.level" });
  key = (await newKey(tenants.a, scopes)).key;
});

const catalog = () => readPlatform((scope) => meterCatalog(scope));
let made = 0;

/** A meter that nothing has counted yet, limited in the tenant `a`. */
async function limited(
  limit: number | null,
  period: QuotaPeriod = "month",
  mode: "hard" | "soft" = "hard",
): Promise<string> {
  const slug = await unlimited();
  await enterAsOperator(tenants.a, (scope) => setQuota(scope, { meter: slug, period, limit, mode }));
  return slug;
}

async function unlimited(): Promise<string> {
  const slug = `m${++made}`;
  await newMeter({ slug, eventType: slug, aggregation: "sum", valuePath: "$.n" });
  return slug;
}

async function asProgram<T>(work: (scope: ProgramScope) => Promise<T>, bearer = key): Promise<T> {
  const identity = await identifyKey(`Bearer ${bearer}`);
  return enterProgram(identity, somewhere, "quota:consume", await tenantOf(identity, undefined), work);
}

const consume = (meter: string, amount: number, more: Partial<ConsumeQuota> = {}, bearer = key) =>
  asProgram((scope) => consumeQuota(scope, { meter, amount, ...more }, catalog), bearer).then(decisionOf);
const check = (meter: string, amount = 0) => asProgram((scope) => checkQuota(scope, { meter, amount }, catalog));
const release = (meter: string, amount: number, idempotencyKey?: string) =>
  asProgram((scope) => releaseQuota(scope, { meter, amount, idempotencyKey }, catalog));

function decisionOf(outcome: Outcome): Decision {
  if ("refused" in outcome) throw new Error(outcome.refused);
  return outcome.decision;
}

const driftOf = (tenant: World["a"]) => usageDrift((work) => enterAsOperator(tenant, work));

describe("a hard limit", () => {
  test("is met exactly and never passed, and says why it denies", async () => {
    const meter = await limited(1_000);
    expect(await consume(meter, 998)).toMatchObject({
      allowed: true,
      used: 998,
      remaining: 2,
      reason: null,
      layer: "tenant",
      mode: "hard",
    });
    const denied = await consume(meter, 5);
    expect(denied).toMatchObject({
      allowed: false,
      requested: 5,
      used: 998,
      limit: 1_000,
      remaining: 2,
      reason: `Would exceed ${meter} quota: 998 used + 5 requested > 1000`,
    });
    expect(await consume(meter, 2)).toMatchObject({ allowed: true, used: 1_000, remaining: 0 });
    expect(await consume(meter, 0.000001)).toMatchObject({ allowed: false });
  });

  test("holds with fractions that floats cannot add", async () => {
    const meter = await limited(0.3);
    for (const used of [0.1, 0.2, 0.3]) expect(await consume(meter, 0.1)).toMatchObject({ allowed: true, used });
    expect(await consume(meter, 0.1)).toMatchObject({ allowed: false, used: 0.3 });
  });

  test("of 0 is nothing, null is unlimited", async () => {
    expect(await consume(await limited(0), 1)).toMatchObject({ allowed: false, limit: 0 });
    expect(await consume(await limited(null), Number.MAX_SAFE_INTEGER)).toMatchObject({
      allowed: true,
      limit: null,
      remaining: null,
      layer: "tenant",
    });
    expect(await consume(await unlimited(), 1)).toMatchObject({ allowed: true, limit: null, layer: "default" });
  });

  test("lets one of 64 callers at two processes have the last unit", async () => {
    const meter = await limited(100);
    await consume(meter, 99);
    const [here, there] = await Promise.all([consumeAtOnce(meter, 32, 1), elsewhere(meter, 32, 1)]);
    expect(here + there).toBe(1);
    expect(await check(meter)).toMatchObject({ used: 100, remaining: 0 });
  });

  test("is met exactly by two processes that race for many units", async () => {
    const meter = await limited(777);
    const [here, there] = await Promise.all([consumeAtOnce(meter, 64, 10), elsewhere(meter, 64, 10)]);
    expect(here + there).toBe(777);
    expect((await driftOf(tenants.a)).differences).toEqual([]);
  });

  test("lowered below what is used is allowed, and says what follows", async () => {
    const meter = await limited(10);
    await consume(meter, 8);
    const { follows } = await enterAsOperator(tenants.a, (scope) =>
      setQuota(scope, { meter, period: "month", limit: 5, mode: "hard" }),
    );
    expect(follows).toMatch(
      /^8 is used already, more than 5: nothing is taken back, and further use is denied until 20/,
    );
    expect(await consume(meter, 1)).toMatchObject({ allowed: false, used: 8, limit: 5, remaining: 0 });
    expect(await release(meter, 4)).toMatchObject({ allowed: true, used: 4 });
    expect(await consume(meter, 1)).toMatchObject({ allowed: true, used: 5 });
  });
});

describe("a soft limit", () => {
  test("allows, warns, and keeps the warning", async () => {
    const meter = await limited(2, "month", "soft");
    expect(await consume(meter, 2)).toMatchObject({ allowed: true, reason: null });
    const over = await consume(meter, 1);
    expect(over).toMatchObject({
      allowed: true,
      used: 3,
      limit: 2,
      mode: "soft",
      reason: `Would exceed ${meter} quota: 2 used + 1 requested > 2`,
    });
    const kept = await enterAsOperator(tenants.a, (scope) => decisionById(scope, over.decisionId ?? ""));
    expect(kept).toMatchObject({ outcome: "warned", allowed: true, used: 3, requested: 1 });
  });

  test("beside a hard one warns before that denies", async () => {
    const meter = await limited(2, "day", "soft");
    await enterAsOperator(tenants.a, (scope) => setQuota(scope, { meter, period: "month", limit: 3, mode: "hard" }));
    const outcomes = await asProgram((scope) =>
      consumeBatch(
        scope,
        Array.from({ length: 5 }, () => ({ meter, amount: 1 })),
        catalog,
      ),
    );
    expect(outcomes.map(decisionOf).map(({ allowed, mode, used }) => [allowed, mode, used])).toEqual([
      [true, "soft", 1],
      [true, "soft", 2],
      [true, "soft", 3],
      [false, "hard", 3],
      [false, "hard", 3],
    ]);
    const { items } = await enterAsOperator(tenants.a, (scope) => decisions(scope, { limit: 3 }));
    expect(items.map(({ outcome, used }) => [outcome, used])).toEqual([
      ["denied", 3],
      ["denied", 3],
      ["warned", 3],
    ]);
  });
});

describe("the layers", () => {
  test("decide in the order default, plan, tenant, grant, and the decision names the one", async () => {
    const meter = await unlimited();
    const said = async () => {
      const { limit, layer } = await check(meter);
      return [layer, limit];
    };
    const limit = (amount: number | null) => ({
      meter,
      period: "month" as const,
      limit: amount,
      mode: "hard" as const,
    });
    expect(await said()).toEqual(["default", null]);
    await enterAsOperator("platform", (scope) => setDefaultQuota(scope, limit(1)));
    expect(await said()).toEqual(["default", 1]);
    await enterAsOperator("platform", (scope) => setPlanQuota(scope, { ...limit(2), plan: "standard" }));
    expect(await said()).toEqual(["plan", 2]);
    await enterAsOperator(tenants.a, (scope) => setQuota(scope, limit(3)));
    expect(await said()).toEqual(["tenant", 3]);
    const soon = new Date(Date.now() + 1_500);
    await enterAsOperator(tenants.a, (scope) =>
      grantQuota(scope, { meter, period: "month", limit: 4, endsAt: soon, reason: "launch" }),
    );
    expect(await said()).toEqual(["grant", 4]);
    const denied = await consume(meter, 5);
    const kept = await enterAsOperator(tenants.a, (scope) => decisionById(scope, denied.decisionId ?? ""));
    expect(kept.layers.map((each) => [each.layer, each.limit, each.setBy])).toEqual([
      ["default", 1, "Operator"],
      ["plan", 2, "Operator"],
      ["tenant", 3, "Operator"],
      ["grant", 4, "Operator"],
    ]);
    await expect.poll(said, { timeout: 5_000 }).toEqual(["tenant", 3]);
    await enterAsOperator(tenants.a, (scope) => unsetQuota(scope, { meter, period: "month" }));
    expect(await said()).toEqual(["plan", 2]);
  });

  test("a grant never lowers, and says so", async () => {
    const meter = await limited(10);
    const grant = (limit: number | null) =>
      enterAsOperator(tenants.a, (scope) =>
        grantQuota(scope, { meter, period: "month", limit, endsAt: new Date(Date.now() + 60_000) }),
      );
    expect((await grant(4)).follows).toBe(
      "The layer tenant allows 10 already, so the grant changes nothing while it does",
    );
    expect(await check(meter)).toMatchObject({ layer: "tenant", limit: 10 });
    expect((await grant(11)).follows).toBe(null);
    expect(await check(meter)).toMatchObject({ layer: "grant", limit: 11 });
    expect((await grant(null)).follows).toBe(null);
    expect(await check(meter)).toMatchObject({ layer: "grant", limit: null });
  });

  test("set by many at the same moment take turns, and the audit tells each with what it replaced", async () => {
    const meter = await unlimited();
    const limits = Array.from({ length: 8 }, (_, n) => n + 1);
    await Promise.all([
      ...limits.map((limit) =>
        enterAsOperator(tenants.a, (scope) => setQuota(scope, { meter, period: "day", limit, mode: "hard" })),
      ),
      ...limits.map((limit) =>
        enterAsOperator("platform", (scope) => setDefaultQuota(scope, { meter, period: "day", limit, mode: "hard" })),
      ),
      ...limits.map((calls) =>
        enterAsOperator(tenants.a, (scope) => setRate(scope, { key: null, calls, per: "minute" })),
      ),
    ]);
    await enterAsOperator(tenants.a, (scope) => setRate(scope, { key: null, calls: null, per: "minute" }));
    const entries = await enterAsOperator(tenants.a, (scope) =>
      scope.db.auditEntry.findMany({ where: { action: "quota.set", objectName: `${meter} per day` } }),
    );
    const [before, after] = (["before", "after"] as const).map((side) =>
      entries
        .map((entry) => z.object({ limit: z.number() }).nullable().parse(entry[side])?.limit ?? 0)
        .toSorted((a, b) => a - b),
    );
    const last = (await check(meter)).limit ?? 0;
    expect(after).toEqual(limits);
    // Each replaced another's, but for the first, which replaced nothing; the last stands.
    expect(before).toEqual([0, ...limits.filter((limit) => limit !== last)]);
  });

  test("taken away say what follows from the limit below", async () => {
    const meter = await limited(10, "day");
    await enterAsOperator("platform", (scope) =>
      setDefaultQuota(scope, { meter, period: "day", limit: 2, mode: "hard" }),
    );
    await consume(meter, 5);
    const below = await enterAsOperator(tenants.a, (scope) => unsetQuota(scope, { meter, period: "day" }));
    expect(below).toMatchObject({ layer: "default", limit: 2, used: 5 });
    expect(below?.follows).toMatch(
      /^5 is used already, more than 2: nothing is taken back, and further use is denied until/,
    );
  });
});

describe("an idempotency key", () => {
  test("counts once for an allow, is decided anew for a denial, and refuses another body", async () => {
    const meter = await limited(10);
    const first = await consume(meter, 6, { idempotencyKey: "k1" });
    expect(await consume(meter, 6, { idempotencyKey: "k1" })).toEqual(first);
    await expect(consume(meter, 5, { idempotencyKey: "k1" })).rejects.toMatchObject({ code: "conflict" });
    expect(await consume(meter, 6, { idempotencyKey: "k2" })).toMatchObject({ allowed: false });
    await release(meter, 6);
    expect(await consume(meter, 6, { idempotencyKey: "k2" })).toMatchObject({ allowed: true, used: 6 });
    expect(await check(meter)).toMatchObject({ used: 6 });
  });

  test("used by many at once counts once, also twice in one batch", async () => {
    const meter = await limited(null);
    const answers = await Promise.all(Array.from({ length: 50 }, () => consume(meter, 1, { idempotencyKey: "all" })));
    expect(new Set(answers.map((each) => each.decisionId)).size).toBe(1);
    await asProgram((scope) =>
      consumeBatch(
        scope,
        [1, 2, 3].map(() => ({ meter, amount: 1, idempotencyKey: "batch" })),
        catalog,
      ),
    );
    expect(await check(meter)).toMatchObject({ used: 2 });
  });

  test("belongs to its tenant", async () => {
    const meter = await unlimited();
    const other = (await newKey(tenants.b, scopes)).key;
    await consume(meter, 1, { idempotencyKey: "shared" });
    expect(await consume(meter, 2, { idempotencyKey: "shared" }, other)).toMatchObject({ allowed: true, used: 2 });
  });

  test("answers a release and a reservation once", async () => {
    const meter = await limited(10, "none");
    await consume(meter, 9);
    await release(meter, 3, "r");
    await release(meter, 3, "r");
    expect(await check(meter)).toMatchObject({ used: 6, resetsAt: null });
    const hold = () =>
      asProgram((scope) => reserveQuota(scope, { meter, amount: 2, ttlSeconds: 60, idempotencyKey: "h" }, catalog));
    expect(decisionOf(await hold())).toEqual(decisionOf(await hold()));
    expect(await check(meter)).toMatchObject({ used: 8 });
  });
});

describe("a batch", () => {
  test("is decided in order, each on its own", async () => {
    const meter = await limited(5);
    const outcomes = await asProgram((scope) =>
      consumeBatch(
        scope,
        [3, 4, 1, 2, 1].map((amount) => ({ meter, amount })),
        catalog,
      ),
    );
    expect(outcomes.map(decisionOf).map(({ allowed, used }) => [allowed, used])).toEqual([
      [true, 3],
      [false, 3],
      [true, 4],
      [false, 4],
      [true, 5],
    ]);
  });

  test("folded into runs decides as each in turn would", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0.5, 1, 1, 1, 2.25), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 40 }),
        async (amounts, limit) => {
          const meter = await limited(limit);
          const outcomes = await asProgram((scope) =>
            consumeBatch(
              scope,
              amounts.map((amount) => ({ meter, amount })),
              catalog,
            ),
          );
          let used = 0;
          const expected = amounts.map((amount) => {
            if (used + amount > limit) return [false, used];
            used += amount;
            return [true, used];
          });
          expect(outcomes.map(decisionOf).map((each) => [each.allowed, each.used])).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("of 1,000 with a reused and an altered key names each", async () => {
    const meter = await limited(null);
    await consume(meter, 1, { idempotencyKey: "x" });
    const outcomes = await asProgram((scope) =>
      consumeBatch(
        scope,
        [
          { meter, amount: 1, idempotencyKey: "x" },
          { meter, amount: 2, idempotencyKey: "x" },
          ...Array.from({ length: 998 }, () => ({ meter, amount: 1 })),
        ],
        catalog,
      ),
    );
    expect(outcomes).toHaveLength(1_000);
    expect(outcomes[1]).toMatchObject({ refused: "conflict" });
    expect(await check(meter)).toMatchObject({ used: 999 });
  });
});

describe("a release", () => {
  test("goes to 0 and no further, and is never refused", async () => {
    const meter = await limited(0, "none");
    expect(await release(meter, 5)).toMatchObject({ allowed: true, used: 0 });
    await enterAsOperator(tenants.a, (scope) => setQuota(scope, { meter, period: "none", limit: 10, mode: "hard" }));
    await consume(meter, 4);
    expect(await release(meter, 100)).toMatchObject({ allowed: true, used: 0, limit: 10, remaining: 10 });
    expect(await consume(meter, 10)).toMatchObject({ allowed: true, used: 10 });
  });
});

describe("a reservation", () => {
  const reserve = (meter: string, amount: number, ttlSeconds = 60) =>
    asProgram((scope) => reserveQuota(scope, { meter, amount, ttlSeconds }, catalog)).then(decisionOf);
  const commit = (id: string, amount: number) => asProgram((scope) => commitReservation(scope, id, amount, catalog));

  test("holds what nobody else can have, then counts what was used and gives back the rest", async () => {
    const meter = await limited(10);
    const { decisionId } = await reserve(meter, 8);
    expect(await consume(meter, 3)).toMatchObject({ allowed: false, used: 8 });
    await expect(commit(decisionId ?? "", 9)).rejects.toMatchObject({ code: "invalid" });
    expect(await commit(decisionId ?? "", 5)).toMatchObject({ allowed: true, meter, used: 5, remaining: 5 });
    expect(await commit(decisionId ?? "", 5)).toMatchObject({ used: 5 });
    await expect(commit(decisionId ?? "", 4)).rejects.toMatchObject({ code: "conflict" });
    await expect(asProgram((scope) => cancelReservation(scope, decisionId ?? ""))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await consume(meter, 5)).toMatchObject({ allowed: true, used: 10 });
  });

  test("is given back by hand, and by itself when its time is over", async () => {
    const meter = await limited(10);
    const first = await reserve(meter, 10);
    await asProgram((scope) => cancelReservation(scope, first.decisionId ?? ""));
    await asProgram((scope) => cancelReservation(scope, first.decisionId ?? ""));
    const second = await reserve(meter, 10, 1);
    expect(second).toMatchObject({ allowed: true });
    expect(await consume(meter, 1)).toMatchObject({ allowed: false });
    await expect.poll(() => check(meter, 10).then((each) => each.allowed), { timeout: 5_000 }).toBe(true);
    await expect(commit(second.decisionId ?? "", 1)).rejects.toMatchObject({ code: "conflict" });
  });

  test("of another tenant does not exist", async () => {
    const meter = await limited(10);
    const { decisionId } = await reserve(meter, 1);
    const other = (await newKey(tenants.b, scopes)).key;
    await expect(asProgram((scope) => cancelReservation(scope, decisionId ?? ""), other)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("periods", () => {
  test.each([
    ["Europe/Berlin", "day", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
    ["Europe/Berlin", "day", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"],
    ["Europe/Berlin", "month", "2026-03-29T12:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"],
    ["Asia/Kolkata", "hour", "2026-05-05T12:10:00Z", "2026-05-05T11:30:00Z", "2026-05-05T12:30:00Z"],
    ["Australia/Lord_Howe", "day", "2026-10-04T00:00:00Z", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"],
    ["America/New_York", "month", "2028-02-29T23:59:59Z", "2028-02-01T05:00:00Z", "2028-03-01T05:00:00Z"],
    ["Pacific/Apia", "day", "2011-12-31T09:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"],
    ["Asia/Kathmandu", "minute", "2026-01-01T00:00:30Z", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"],
  ])("of %s by %s at %s begin and end where its clocks say", async (timeZone, period, at, starts, ends) => {
    const tenant = await newTenant(`zone${++made}`, { timeZone });
    const meter = await unlimited();
    await enterAsOperator(tenant, (scope) =>
      setQuota(scope, {
        meter,
        period: period === "day" ? "day" : period === "hour" ? "hour" : period === "minute" ? "minute" : "month",
        limit: 1,
        mode: "hard",
      }),
    );
    const owner = await database.asOwner();
    await owner.query("BEGIN");
    await owner.query("SELECT set_config('app.tenant_id', $1, true)", [tenant.id]);
    const { rows } = await owner.query("SELECT starts_at, ends_at FROM quota_windows($1, '{}', true, $2)", [
      tenant.id,
      at,
    ]);
    await owner.query("ROLLBACK");
    expect(rows).toContainEqual({ starts_at: new Date(starts), ends_at: new Date(ends) });
  });

  test(`are those of charts in every zone, also where a clock is set (seed ${seed})`, async () => {
    const tenant = await newTenant(`zone${++made}`);
    const meter = await unlimited();
    for (const period of ["hour", "day", "month"] as const)
      await enterAsOperator(tenant, (scope) => setQuota(scope, { meter, period, limit: 1, mode: "hard" }));
    const root = await database.asRoot();
    // Around changes of the clock by half an hour, at a midnight that comes twice, and at one that never comes; and anywhere.
    const around = fc
      .tuple(
        fc.constantFrom(
          "2026-04-04T15:00:00Z",
          "2026-10-03T15:30:00Z",
          "2025-11-02T05:00:00Z",
          "2025-10-26T01:00:00Z",
          "2025-09-07T04:00:00Z",
        ),
        fc.integer({ min: -150, max: 150 }),
      )
      .map(([at, minutes]) => new Date(Date.parse(at) + minutes * 60_000));
    const anywhere = fc.date({
      min: new Date("2011-01-01T00:00:00Z"),
      max: new Date("2026-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    const zones = [
      "Australia/Lord_Howe",
      "America/Havana",
      "Atlantic/Azores",
      "America/Santiago",
      "Asia/Beirut",
      "Asia/Kathmandu",
      "Pacific/Apia",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), fc.oneof(around, anywhere), async (zone, at) => {
        await root.query("UPDATE tenant SET time_zone = $2 WHERE tenant_id = $1", [tenant.id, zone]);
        const { rows } = await root.query(
          "SELECT period, starts_at AS start, ends_at AS end FROM quota_windows($1, '{}', true, $2) w JOIN meter m ON m.id = w.meter_id WHERE m.slug = $3 ORDER BY ends_at - starts_at",
          [tenant.id, at, meter],
        );
        const to = new Date(at.getTime() + 1);
        const shown = await enterAsOperator(tenant, async ({ db }) => {
          const found: object[] = [];
          for (const windowSize of ["HOUR", "DAY", "MONTH"] as const)
            for (const row of await db.$queryRaw<
              object[]
            >`SELECT ${windowSize.toLowerCase()} AS period, start, "end" FROM (${windowsBetween({ from: at, to, windowSize, zone })}) w`)
              found.push(row);
          return found;
        });
        expect(rows).toEqual(shown);
      }),
      { seed, numRuns: 60 },
    );
  });

  test("end: a minute's limit is whole again in the next", async () => {
    const meter = await limited(1, "minute");
    const first = await consume(meter, 1);
    expect(first.allowed).toBe(true);
    // The counter's period is moved into the past instead of waiting for it.
    const root = await database.asRoot();
    const moved = await root.query(
      "UPDATE quota_counter c SET starts_at = c.starts_at - interval '1 hour', ends_at = c.ends_at - interval '1 hour' FROM meter m WHERE m.id = c.meter_id AND m.slug = $1",
      [meter],
    );
    await root.query(
      "UPDATE usage_rollup r SET bucket = bucket - interval '1 hour' FROM meter m WHERE m.id = r.meter_id AND m.slug = $1",
      [meter],
    );
    await root.query(
      "UPDATE usage_consumed r SET at = at - interval '1 hour' FROM meter m WHERE m.id = r.meter_id AND m.slug = $1",
      [meter],
    );
    expect(moved.rowCount).toBe(1);
    expect(await consume(meter, 1)).toMatchObject({ allowed: true, used: 1 });
  });
});

describe("usage", () => {
  test("that was consumed, reported late and reported now is one sum everywhere", async () => {
    const meter = await limited(100);
    await consume(meter, 3);
    const now = Date.now();
    const event = (id: string, n: number, time: number) => ({
      specversion: "1.0",
      id,
      source: meter,
      type: meter,
      time: new Date(time).toISOString(),
      data: { n },
    });
    await asProgram((scope) =>
      recordUsage(scope, [event("1", 4, now), event("1", 4, now - 1), event("2", 50, now - 34 * 86_400_000)], catalog),
    );
    expect(await check(meter)).toMatchObject({ used: 7 });
    expect(await consume(meter, 94)).toMatchObject({ allowed: false, used: 7 });
    expect((await driftOf(tenants.a)).differences).toEqual([]);
  });

  test("of before a limit was set counts against it", async () => {
    const meter = await unlimited();
    await consume(meter, 30);
    await enterAsOperator(tenants.a, (scope) => setQuota(scope, { meter, period: "day", limit: 31, mode: "hard" }));
    expect(await consume(meter, 2)).toMatchObject({ allowed: false, used: 30 });
    const all = await enterAsOperator(tenants.a, quotas);
    expect(all.find((each) => each.meter === meter)).toMatchObject({
      kind: "consumption",
      period: "day",
      used: 30,
      remaining: 1,
    });
  });

  test("over a limit by events is counted, and denies the next", async () => {
    const meter = await limited(1);
    await asProgram((scope) =>
      recordUsage(scope, [{ specversion: "1.0", id: "over", source: "s", type: meter, data: { n: 9 } }], catalog),
    );
    expect(await consume(meter, 1)).toMatchObject({ allowed: false, used: 9, limit: 1, remaining: 0 });
  });

  test("of a level is checked, not consumed", async () => {
    await enterAsOperator(tenants.a, (scope) =>
      setQuota(scope, { meter: "level", period: "none", limit: 50, mode: "hard" }),
    );
    await asProgram((scope) =>
      recordUsage(scope, [{ specversion: "1.0", id: "l", source: "s", type: "level", data: { level: 48 } }], catalog),
    );
    expect(await check("level", 3)).toMatchObject({ allowed: false, used: 48 });
    await expect(consume("level", 1)).rejects.toMatchObject({ code: "invalid" });
  });

  test("stays true when events and calls race", async () => {
    const meter = await limited(500);
    const reports = Array.from({ length: 20 }, (_, at) =>
      asProgram((scope) =>
        recordUsage(
          scope,
          Array.from({ length: 10 }, (_, n) => ({
            specversion: "1.0",
            id: `${at}-${n}`,
            source: meter,
            type: meter,
            data: { n: 1 },
          })),
          catalog,
        ),
      ),
    );
    const [allowed] = await Promise.all([consumeAtOnce(meter, 50, 10), ...reports]);
    const { used } = await check(meter);
    expect(used).toBe(allowed + 200);
    expect((await driftOf(tenants.a)).differences).toEqual([]);
  });
});

describe("a rate", () => {
  test("lets its number of calls pass, of a key and of the tenant", async () => {
    const tenant = await newTenant("rated");
    const [slow, other] = [await newKey(tenant, scopes), await newKey(tenant, scopes)];
    const meter = await unlimited();
    await enterAsOperator(tenant, (scope) => setRate(scope, { key: slow.id, calls: 3, per: "minute" }));
    const run = (bearer: string) =>
      asProgram(
        (scope) =>
          consumeBatch(
            scope,
            Array.from({ length: 5 }, () => ({ meter, amount: 1 })),
            catalog,
          ),
        bearer,
      );
    const allowed = (outcomes: Outcome[]) => outcomes.filter((each) => "decision" in each).length;
    expect(allowed(await run(slow.key))).toBe(3);
    expect(allowed(await run(slow.key))).toBe(0);
    expect(allowed(await run(other.key))).toBe(5);
    await enterAsOperator(tenant, (scope) => setRate(scope, { key: null, calls: 2, per: "second" }));
    const [refused] = (await run(other.key)).slice(-1);
    expect(refused).toMatchObject({
      refused: "rate_limited",
      rate: { policy: "tenant", calls: 2, seconds: 1, remaining: 0 },
    });
    expect((await driftOf(tenant)).differences).toEqual([]);
  });
});

test("a rate lets no more than its number pass in any minute, wherever it begins", async () => {
  const tenant = await newTenant("sliding");
  const { id, key: bearer } = await newKey(tenant, scopes);
  const meter = await unlimited();
  await enterAsOperator(tenant, (scope) => setRate(scope, { key: id, calls: 10, per: "minute" }));
  const run = (calls: number) =>
    asProgram(
      (scope) =>
        consumeBatch(
          scope,
          Array.from({ length: calls }, () => ({ meter, amount: 1 })),
          catalog,
        ),
      bearer,
    );
  const passed = (outcomes: Outcome[]) => outcomes.filter((each) => "decision" in each).length;
  // What was called is moved into the past instead of waiting for it.
  const root = await database.asRoot();
  const passSeconds = (seconds: number) =>
    root.query(
      "UPDATE rate_window SET slots = ARRAY(SELECT s - round($2 * 100 / 60.0) FROM unnest(slots) WITH ORDINALITY AS u(s, n) ORDER BY n) WHERE key_id = $1",
      [id, seconds],
    );
  expect(passed(await run(4))).toBe(4);
  await passSeconds(50);
  expect(passed(await run(20))).toBe(6);
  const [refused] = (await run(1)).slice(-1);
  expect(refused).toMatchObject({ refused: "rate_limited", rate: { remaining: 0 } });
  const rate = refused && "refused" in refused ? refused.rate : null;
  // The four calls of 50 s ago make room in 10 s, the six of now in a minute.
  expect(rate?.waitSeconds).toBeGreaterThan(8);
  expect(rate?.waitSeconds).toBeLessThanOrEqual(11);
  expect(rate?.resetsInSeconds).toBeGreaterThan(58);
  await passSeconds(11);
  expect(passed(await run(20))).toBe(4);
  await passSeconds(50);
  expect(passed(await run(20))).toBe(6);
});

describe("decisions", () => {
  test("that allow are kept as a sample, the first of each meter in a quarter of an hour, and explained alike", async () => {
    const tenant = await newTenant("sampled");
    const { id, key: bearer } = await newKey(tenant, scopes);
    const [limit, free] = [await unlimited(), await unlimited()];
    await enterAsOperator(tenant, (scope) => setQuota(scope, { meter: limit, period: "day", limit: 9, mode: "hard" }));
    const first = await consume(limit, 2, { dimensions: { region: "eu" } }, bearer);
    for (const meter of [limit, limit, free, free]) await consume(meter, 1, {}, bearer);
    const kept = await enterAsOperator(tenant, (scope) => decisions(scope, { outcomes: ["allowed"] }));
    expect(kept.items).toHaveLength(2);
    expect(kept.items[0]).toMatchObject({ meter: free, limit: null, remaining: null, layers: [], reason: null });
    expect(await enterAsOperator(tenant, (scope) => decisionById(scope, first.decisionId ?? ""))).toMatchObject({
      ...first,
      outcome: "allowed",
      period: "day",
      layers: [{ layer: "tenant", limit: 9 }],
      keyId: id,
      dimensions: { region: "eu" },
    });
    expect((await enterAsOperator(tenant, (scope) => decisions(scope))).items).toEqual([]);
  });

  test("are counted exactly and denials kept with key and dimensions", async () => {
    const tenant = await newTenant("tallied");
    const { id, key: bearer } = await newKey(tenant, scopes);
    const meter = await unlimited();
    await enterAsOperator(tenant, (scope) => setQuota(scope, { meter, period: "month", limit: 7, mode: "hard" }));
    await Promise.all(Array.from({ length: 20 }, () => consume(meter, 1, { dimensions: { region: "eu" } }, bearer)));
    expect(await enterAsOperator(tenant, (scope) => tally(scope, new Date(Date.now() - 3_600_000)))).toEqual({
      allowed: 7,
      denied: 13,
      warned: 0,
      limited: 0,
    });
    const page = await enterAsOperator(tenant, (scope) => decisions(scope, { limit: 10 }));
    const rest = await enterAsOperator(tenant, (scope) =>
      decisions(scope, { limit: 10, before: page.next ?? undefined }),
    );
    expect([page.items.length, rest.items.length, rest.next]).toEqual([10, 3, null]);
    const since = page.items[4]?.decisionId ?? "";
    expect(await enterAsOperator(tenant, (scope) => newerDenials(scope, { since }))).toEqual({ count: 4 });
    expect(await enterAsOperator(tenants.b, (scope) => newerDenials(scope, { since }))).toEqual({ count: 0 });
    expect(page.items[0]).toMatchObject({
      keyId: id,
      ip: somewhere.ip,
      dimensions: { region: "eu" },
      used: 7,
      limit: 7,
      requested: 1,
    });
    const [denied] = page.items;
    await expect(
      enterAsOperator(tenants.b, (scope) => decisionById(scope, denied?.decisionId ?? "")),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a suspended tenant is refused by the statement that would have counted", async () => {
  const tenant = await newTenant("cut");
  const { key: bearer } = await newKey(tenant, scopes);
  const meter = await unlimited();
  const identity = await identifyKey(`Bearer ${bearer}`);
  await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "test" }));
  const late = enterProgram(identity, somewhere, "quota:consume", tenant, (scope) =>
    consumeQuota(scope, { meter, amount: 1 }, catalog),
  );
  await expect(late).rejects.toMatchObject({ code: "tenant_suspended" });
});

test("too many waiting calls of a tenant are refused, not before a second has passed, others are served", async () => {
  const meter = await unlimited();
  const refused: unknown[] = [];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const calls = Array.from({ length: 1_200 }, () => consumeBatchOf(meter, 1));
    const told = Promise.all(calls.map((call) => call.catch((error: unknown) => refused.push(error))));
    await Promise.all(calls.slice(0, 1_024));
    expect(await check(meter)).toMatchObject({ used: 1_024 });
    // So that one who asks again as soon as it is refused costs next to nothing.
    expect(refused).toEqual([]);
    vi.advanceTimersByTime(999);
    expect(refused).toEqual([]);
    vi.advanceTimersByTime(1_001);
    await told;
  } finally {
    vi.useRealTimers();
  }
  expect(refused).toHaveLength(1_200 - 1_024);
  for (const each of refused) expect(each).toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
  expect(await check(meter)).toMatchObject({ used: 1_024 });
});

test("so many refusals are held back, and no more", async () => {
  const meter = await unlimited();
  known = catalog();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    let refused = 0;
    const calls = Array.from({ length: 1_024 + 16_384 + 100 }, () => consumeBatchOf(meter, 1));
    const told = Promise.all(calls.map((call) => call.catch(() => refused++)));
    await Promise.all(calls.slice(0, 1_024));
    await Promise.allSettled(calls.slice(-100));
    expect(refused).toBe(100);
    vi.advanceTimersByTime(2_000);
    await told;
    expect(refused).toBe(16_384 + 100);
  } finally {
    vi.useRealTimers();
  }
});

test("an exact amount survives both ways", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (millionths) => {
      const whole = millionths / 1_000_000n;
      const decimal = `${millionths < 0n && whole === 0n ? "-" : ""}${whole}.${String(millionths < 0n ? -millionths % 1_000_000n : millionths % 1_000_000n).padStart(6, "0")}`;
      expect(millionthsOf(decimal)).toBe(millionths);
      expect(numberOf(millionths)).toBeCloseTo(Number(decimal), 6);
    }),
  );
});

let prepared: Promise<ProgramScope> | undefined;
async function consumeBatchOf(meter: string, amount: number): Promise<void> {
  prepared ??= asProgram(async (scope) => scope);
  known ??= catalog();
  await consumeQuota(await prepared, { meter, amount }, () => known ?? catalog());
}
let known: ReturnType<typeof catalog> | undefined;

async function consumeAtOnce(meter: string, callers: number, rounds: number): Promise<number> {
  const meters = await catalog();
  const counts = await asProgram((scope) =>
    Promise.all(
      Array.from({ length: callers }, async () => {
        let allowed = 0;
        for (let round = 0; round < rounds; round++)
          if (decisionOf(await consumeQuota(scope, { meter, amount: 1 }, async () => meters)).allowed) allowed++;
        return allowed;
      }),
    ),
  );
  return counts.reduce((sum, each) => sum + each, 0);
}

async function elsewhere(meter: string, callers: number, rounds: number): Promise<number> {
  const program = join(import.meta.dirname, "../../test/consumer.ts");
  const errand = JSON.stringify({ ownerUrl: database.ownerUrl, secret, key, meter, callers, rounds });
  const { stdout } = await promisify(execFile)(process.execPath, [program, errand]);
  return Number(stdout);
}

import { randomInt } from "node:crypto";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { runEngine } from "../db.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { TenantOfScope } from "../gate/scope.ts";
import { freshDatabase } from "../test/database.ts";
import { event, report, total } from "../test/usage.ts";
import { newKey, newMeter, newTenant, type World, world } from "../test/world.ts";
import { foldUsage } from "./usage-days.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let keys: { a: string; b: string };

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  await newMeter({ slug: "peak", eventType: "call", aggregation: "max", valuePath: "$.n" });
  keys = { a: (await newKey(all.a, ["usage:write"])).key, b: (await newKey(all.b, ["usage:write"])).key };
});

const fold = () => foldUsage(runEngine, undefined, 0);
const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const platform = { id: "00000000-0000-0000-0000-000000000000" };

type Day = { day: string; used: string; allowed: string; warned: string; denied: string; limited: string };

async function days({ id }: { id: string }, meter = "calls"): Promise<Day[]> {
  const { rows } = await root.query<Day>(
    `SELECT d.day::text, trim_scale(d.used)::text AS used, d.allowed::text, d.warned::text, d.denied::text, d.limited::text
     FROM usage_day d JOIN meter m ON m.id = d.meter_id WHERE d.tenant_id = $1 AND m.slug = $2 ORDER BY d.day`,
    [id, meter],
  );
  return rows;
}

/** What the exact rollups and tallies say, a day at a time. */
async function expected(tenants: { id: string }[]): Promise<Day[]> {
  const { rows } = await root.query<Day>(
    `SELECT day::text, trim_scale(sum(used))::text AS used, sum(allowed)::text AS allowed, sum(warned)::text AS warned, sum(denied)::text AS denied, sum(limited)::text AS limited
     FROM (SELECT meter_id, (bucket AT TIME ZONE 'UTC')::date AS day, sum AS used, 0 AS allowed, 0 AS warned, 0 AS denied, 0 AS limited FROM usage_rollup WHERE tenant_id = ANY ($1) AND grain = 15
       UNION ALL SELECT meter_id, (bucket AT TIME ZONE 'UTC')::date, 0, allowed, warned, denied, limited FROM decision_tally WHERE tenant_id = ANY ($1)) x
     JOIN meter m ON m.id = x.meter_id WHERE m.slug = 'calls' GROUP BY day ORDER BY day`,
    [tenants.map(({ id }) => id)],
  );
  return rows;
}

const sum = (of: Day[]) => of.reduce((whole, { used }) => whole + Number(used), 0);

test("the days of a tenant and of the platform are what was counted, and a second pass changes nothing", async () => {
  const events = (name: string) =>
    Array.from({ length: 60 }, (_, at) =>
      event(`${name}-${at}`, { n: randomInt(1, 1_000) / 8 }, { time: ago(randomInt(0, 30_000) / 1_000) }),
    );
  await report(keys.a, events("a"));
  await report(keys.b, events("b"));
  expect(await fold()).toMatchObject({ tenants: 2 });
  for (const tenant of [all.a, all.b]) {
    expect(await days(tenant)).toEqual(await expected([tenant]));
    expect(sum(await days(tenant))).toBe(await total(tenant, "calls"));
    expect((await usageDrift((work) => enterAsOperator(tenant, work))).drift).toBe(0);
  }
  expect(await days(platform)).toEqual(await expected([all.a, all.b]));
  const before = await whole();
  expect(await fold()).toMatchObject({ days: 0 });
  expect(await whole()).toEqual(before);
});

test("an event that comes twenty days late is in its day after the next pass, and only that day is made anew", async () => {
  await fold();
  const late = ago(20);
  const used = async (of: { id: string }) =>
    Number((await days(of)).find((each) => each.day === late.slice(0, 10))?.used ?? 0);
  const before = { a: await used(all.a), all: await used(platform) };
  await root.query("UPDATE usage_event_batch SET received_at = received_at - interval '1 hour'");
  await root.query("UPDATE usage_consumed SET at = at - interval '1 hour'");
  await report(keys.a, [event("late", { n: 4.5 }, { time: late })]);
  expect(await fold()).toMatchObject({ days: 1 });
  expect(await used(all.a)).toBe(before.a + 4.5);
  expect(await used(platform)).toBe(before.all + 4.5);
});

test("a meter that does not add up is not added up", async () => {
  await fold();
  expect((await days(platform, "peak")).filter(({ used }) => used !== "0")).toEqual([]);
});

test("decisions are counted with the usage of their day", async () => {
  await tally(all.a, [7, 3, 2, 1]);
  await tally(all.b, [5, 0, 0, 4]);
  await fold();
  const { allowed, denied, warned, limited } = (await days(platform)).at(-1) ?? {};
  expect({ allowed, denied, warned, limited }).toEqual({ allowed: "12", denied: "3", warned: "2", limited: "5" });
  expect(await days(platform)).toEqual(await expected([all.a, all.b]));
});

test("of two processes one is at it, and what one leaves half-way the next goes on with", async () => {
  const doomed = await database.as("engine");
  await doomed.query("BEGIN");
  await doomed.query("SELECT * FROM fold_usage(1, '0 s')");
  expect(await fold(), "another is at it").toBeNull();
  await doomed.query("COMMIT");
  await report(keys.b, [event("meanwhile", { n: 2 })]);
  expect(await fold(), "the rest of the first pass").toMatchObject({ tenants: 1 });
  await fold();
  expect(await days(platform)).toEqual(await expected([all.a, all.b]));
  expect(await foldUsage(runEngine, undefined, 3_600), "not again within the hour").toBeNull();
});

test("a tenant that is erased goes out of the platform's days", async () => {
  const gone = await newTenant("ghost");
  await report((await newKey(gone, ["usage:write"])).key, [
    event("g", { n: 1_000 }),
    event("h", { n: 1 }, { time: ago(9) }),
  ]);
  await fold();
  expect(await days(platform)).toEqual(await expected([all.a, all.b, gone]));
  await root.query(
    "UPDATE tenant SET status = 'Terminating', purge_at = now() - interval '1 second' WHERE tenant_id = $1",
    [gone.id],
  );
  const { tearDownDue } = await import("./teardowns.ts");
  await tearDownDue(runEngine, (error) => {
    throw error;
  });
  expect(await days(gone)).toEqual([]);
  await fold();
  expect(await days(platform)).toEqual(await expected([all.a, all.b]));
});

test("a hard quota at 90 % is noted with its window, and no more when it has room again", async () => {
  const { setQuota, unsetQuota } = await import("../domain/quotas/commands.ts");
  const tenant: TenantOfScope = await newTenant("nearly");
  await report((await newKey(tenant, ["usage:write"])).key, [event("n", { n: 95 })]);
  const set = (limit: number) =>
    enterAsOperator(tenant, (scope) => setQuota(scope, { meter: "calls", period: "none", limit, mode: "hard" }));
  const near = async () =>
    (
      await root.query("SELECT period, round(share, 2)::text AS share FROM quota_near WHERE tenant_id = $1", [
        tenant.id,
      ])
    ).rows;
  await set(100);
  await fold();
  expect(await near()).toEqual([{ period: "none", share: "0.95" }]);
  await set(1_000);
  await fold();
  expect(await near()).toEqual([]);
  await set(100);
  await fold();
  await root.query("UPDATE usage_event_batch SET received_at = received_at - interval '1 hour'");
  await root.query("UPDATE tenant SET updated_at = updated_at - interval '1 hour'");
  await enterAsOperator(tenant, (scope) => unsetQuota(scope, { meter: "calls", period: "none" }));
  expect(await near()).toHaveLength(1);
  await fold();
  expect(await near()).toEqual([]);
});

async function whole() {
  return (await root.query("SELECT *, xmin::text FROM usage_day WHERE tenant_id > $1 ORDER BY 1, 2, 3", [platform.id]))
    .rows;
}

async function tally(tenant: { id: string }, [allowed, denied, warned, limited]: readonly number[]) {
  await root.query(
    `INSERT INTO decision_tally (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
     SELECT $1, id, date_bin('15 minutes', now(), 'epoch'), $2, $3, $4, $5 FROM meter WHERE slug = 'calls'`,
    [tenant.id, allowed, denied, warned, limited],
  );
}

test("a pass tells how many tenants it went through and how many days it added up, also where its steps come out even", async () => {
  await fold();
  // As many as the first step takes: it cannot know yet that they were all.
  await root.query(`INSERT INTO tenant (tenant_id, slug, name, status, isolation, isolation_data, isolation_compute, isolation_network, plan_id,
      owner_id, owner_email)
    SELECT gen_random_uuid(), 'even-' || n, 'Even ' || n, 'Active', 'Soft', 'row', 'shared', 'shared', (SELECT id FROM plan LIMIT 1), gen_random_uuid(),
      'owner@even-' || n || '.test'
    FROM generate_series(1, 20 - (SELECT count(*)::int FROM tenant)) n`);
  expect(await fold()).toEqual({ tenants: 20, days: 0 });
});

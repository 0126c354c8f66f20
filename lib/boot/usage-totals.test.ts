import { randomInt } from "node:crypto";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { runEngine } from "../db.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { TenantOfScope } from "../gate/scope.ts";
import { freshDatabase } from "../test/database.ts";
import { event, importEvents, report, series } from "../test/usage.ts";
import { newKey, newMeter, newTenant, world } from "../test/world.ts";
import { sealUsage } from "./usage-totals.ts";

const database = freshDatabase();
let root: pg.Client;
let owner: pg.Client;

const aggregations = ["sum", "count", "max", "min", "latest", "unique"] as const;
const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();

beforeAll(async () => {
  await world();
  root = await database.asRoot();
  owner = await database.asOwner();
  for (const aggregation of aggregations)
    await newMeter({
      slug: aggregation,
      eventType: "call",
      aggregation,
      valuePath: aggregation === "count" ? undefined : "$.n",
      groupBy: [{ name: "route", path: "$.route" }],
    });
});

const some = (name: string, hours: () => number) =>
  Array.from({ length: 80 }, (_, at) =>
    event(`${name} ${at}`, { n: randomInt(1, 800) / 8, route: `/${randomInt(5)}` }, { time: ago(hours()) }),
  );

const cuts = [
  { windowSize: "DAY", timeZone: "UTC" },
  { windowSize: "DAY", timeZone: "Asia/Kathmandu" },
  { windowSize: "MONTH", timeZone: "America/St_Johns" },
  { windowSize: "HOUR", timeZone: "Australia/Lord_Howe" },
];

const span = { from: ago(50 * 24), to: ago(-24) };

/** Every series of a tenant over the last fifty days, in zones whose days begin at other instants than those of UTC. */
async function everything(tenant: TenantOfScope) {
  const all = [];
  for (const meter of aggregations)
    for (const cut of cuts) all.push({ meter, ...cut, ...(await series(tenant, meter, { ...span, ...cut })) });
  return all;
}

const drift = async (tenant: TenantOfScope) => usageDrift((work) => enterAsOperator(tenant, work));
const seal = () => sealUsage(runEngine);
const sealedUntil = async ({ id }: TenantOfScope) =>
  (await root.query<{ until: Date }>("SELECT until FROM usage_seal WHERE tenant_id = $1", [id])).rows[0]?.until;

test("every series is the same before and after its past is added up, and a second pass changes nothing", async () => {
  const tenant = await newTenant("sealed");
  await importEvents(
    owner,
    tenant,
    some("past", () => randomInt(1, 45 * 24 * 60) / 60),
  );
  const before = await everything(tenant);
  expect(await seal()).toBeGreaterThan(0);
  expect(await everything(tenant)).toEqual(before);
  const checked = await drift(tenant);
  expect(checked).toMatchObject({ drift: 0 });
  expect(checked.totals).toBeGreaterThan(aggregations.length);
  const { rows } = await root.query("SELECT *, xmin::text FROM usage_total ORDER BY 1, 2, 3, 4");
  await seal();
  expect((await root.query("SELECT *, xmin::text FROM usage_total ORDER BY 1, 2, 3, 4")).rows).toEqual(rows);
});

test("an event that comes late is in the totals at once, also when it is the first of its hour or lies before all others", async () => {
  const tenant = await newTenant("late");
  const { key } = await newKey(tenant, ["usage:write"]);
  await report(
    key,
    some("first", () => randomInt(2 * 24, 20 * 24)),
  );
  await seal();
  await report(
    key,
    some("late", () => randomInt(0, 34 * 24 * 60) / 60),
  );
  const withTotals = await everything(tenant);
  expect((await drift(tenant)).differences).toEqual([]);
  await root.query("DELETE FROM usage_seal WHERE tenant_id = $1", [tenant.id]);
  await root.query("DELETE FROM usage_total WHERE tenant_id = $1", [tenant.id]);
  expect(withTotals, "what the rollups alone say").toEqual(await everything(tenant));
});

test("events that come while the past is added up are in once", async () => {
  const tenant = await newTenant("meanwhile");
  const { key } = await newKey(tenant, ["usage:write"]);
  await report(
    key,
    some("old", () => randomInt(24, 30 * 24)),
  );
  const writing = (async () => {
    for (let n = 0; n < 12; n++)
      await report(
        key,
        some(`new ${n}`, () => randomInt(0, 30 * 24)),
      );
  })();
  for (let n = 0; n < 4; n++) await seal();
  await writing;
  await seal();
  expect((await drift(tenant)).differences).toEqual([]);
});

test("the seal goes on from where it was once more is over, and keeps half an hour's distance", async () => {
  const tenant = await newTenant("on");
  await importEvents(
    owner,
    tenant,
    some("past", () => randomInt(30, 90)),
  );
  await seal();
  const first = await sealedUntil(tenant);
  await root.query(
    `WITH back AS (UPDATE usage_seal SET until = until - interval '40 hours' WHERE tenant_id = $1 RETURNING until)
     DELETE FROM usage_total t USING back WHERE t.tenant_id = $1 AND t.bucket + make_interval(mins => t.grain) > back.until`,
    [tenant.id],
  );
  await importEvents(
    owner,
    tenant,
    some("more", () => randomInt(1, 90)),
  );
  await seal();
  const second = await sealedUntil(tenant);
  expect(Number(second)).toBeGreaterThanOrEqual(Number(first));
  expect(Date.now() - Number(second)).toBeGreaterThanOrEqual(0.5 * hour);
  expect((await drift(tenant)).differences).toEqual([]);
});

test("a seal that lies ahead of a clock that went back is taken back, with all that was made beyond it", async () => {
  const tenant = await newTenant("ahead");
  const { key } = await newKey(tenant, ["usage:write"]);
  await report(
    key,
    some("past", () => randomInt(2, 200)),
  );
  await seal();
  // As if the clock had stood a day later: what events bring goes to the totals, what calls use does not.
  await root.query("UPDATE usage_seal SET until = until + interval '1 day' WHERE tenant_id = $1", [tenant.id]);
  await report(
    key,
    some("late", () => randomInt(0, 8) / 4),
  );
  await root.query(
    "UPDATE usage_rollup SET sum = sum + 1 WHERE tenant_id = $1 AND bucket > now() - interval '40 minutes'",
    [tenant.id],
  );
  const wrong = async () => {
    const { rows } = await root.query(
      "SELECT found, expected FROM total_drift($1, now() - interval '60 days', now() + interval '2 days')",
      [tenant.id],
    );
    return rows.filter(({ found, expected }) => found !== expected);
  };
  expect(await wrong()).not.toEqual([]);
  await seal();
  expect(Date.now() - Number(await sealedUntil(tenant))).toBeGreaterThanOrEqual(0.5 * hour);
  expect(await wrong()).toEqual([]);
});

test("a total that is wrong, missing or too much is found", async () => {
  const tenant = await newTenant("wrong");
  await importEvents(
    owner,
    tenant,
    some("past", () => randomInt(3, 200)),
  );
  await seal();
  const wrong = async (statement: string) => {
    await root.query(statement, [tenant.id]);
    return (await drift(tenant)).drift;
  };
  const one =
    "(tenant_id, meter_id, grain, bucket) = (SELECT tenant_id, meter_id, grain, bucket FROM usage_total WHERE tenant_id = $1 AND grain = 60 LIMIT 1)";
  expect(await wrong(`UPDATE usage_total SET sum = sum + 1 WHERE ${one}`)).toBe(1);
  expect(await wrong(`UPDATE usage_total SET sum = sum - 1 WHERE ${one}`)).toBe(0);
  expect(await wrong(`UPDATE usage_total SET bucket = bucket - interval '300 days' WHERE ${one}`)).toBe(2);
});

test("a tenant in which nothing was counted is left alone", async () => {
  const tenant = await newTenant("idle");
  await seal();
  expect(await sealedUntil(tenant)).toBeUndefined();
});

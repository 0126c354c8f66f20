import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { foldUsage } from "../../boot/usage-days.ts";
import { runEngine } from "../../db.ts";
import { enterAsOperator, enterStaffAsOperator } from "../../gate/enter.ts";
import { PLATFORM_ID } from "../../id.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog, event, report } from "../../test/usage.ts";
import { newKey, newMeter, newTenant, type World, world } from "../../test/world.ts";
import { expiringPlatformKeys } from "../keys/queries.ts";
import { unansweredOwners } from "../members/unanswered.ts";
import type { MeterView } from "../meters/model.ts";
import { setQuota } from "../quotas/commands.ts";
import { nearlyFull } from "../quotas/near.ts";
import { filterOfCause, type TenantCause } from "../tenants/causes.ts";
import { tenantCount, tenantPage } from "../tenants/list.ts";
import { tenantQuestionOf } from "../tenants/list-model.ts";
import { stuckTeardowns } from "../tenants/teardowns.ts";
import { endingSoon, longSuspended, stoppedSetups } from "../tenants/waiting.ts";
import { deniedToday, platformDays, topByDenials, topByUsage } from "./days.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let meters: MeterView[];

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  ({ meters } = await catalog());
});

const fold = () => foldUsage(runEngine, undefined, 0);
const tally = (tenant: { id: string }, [allowed, denied, warned, limited]: readonly number[]) =>
  root.query(
    `INSERT INTO decision_tally (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
     SELECT $1, id, date_bin('15 minutes', now(), 'epoch'), $2, $3, $4, $5 FROM meter
     ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET allowed = excluded.allowed, denied = excluded.denied`,
    [tenant.id, allowed, denied, warned, limited],
  );

test("before anything was summed up a day is unknown, and afterwards nothing is 0 only from the first day on", async () => {
  const empty = await enterStaffAsOperator((scope) => platformDays(scope, meters, meters[0] ?? null, 7));
  expect(empty.foldedAt).toBeNull();
  expect(empty.days.map(({ used }) => used)).toEqual(Array(7).fill(null));
  await report((await newKey(all.a, ["usage:write"])).key, [
    event("old", { n: 5 }, { time: new Date(Date.now() - 3 * 86_400_000).toISOString() }),
    event("new", { n: 2 }, { time: new Date(Date.now() - 86_400_000).toISOString() }),
  ]);
  await fold();
  const { days, foldedAt } = await enterStaffAsOperator((scope) => platformDays(scope, meters, meters[0] ?? null, 7));
  expect(foldedAt).not.toBeNull();
  const used = days.map((each) => each.used);
  expect(used.filter((each) => each !== null).reduce((sum, each) => sum + each, 0)).toBe(7);
  expect(used.slice(0, used.indexOf(5))).toEqual(Array(used.indexOf(5)).fill(null));
  expect(used.slice(used.indexOf(5)), "no gap after the first").not.toContain(null);
});

test("the top tenants have their share of all tenants, and a tenant that had nothing is not among them", async () => {
  await report((await newKey(all.b, ["usage:write"])).key, [event("b", { n: 21 })]);
  await tally(all.a, [10, 5, 0, 10]);
  await tally(all.b, [100, 0, 0, 5]);
  await fold();
  const [meter] = meters;
  if (!meter) throw new Error("there is a meter");
  const top = await enterStaffAsOperator((scope) => topByUsage(scope, meter, 30, 5));
  expect(top.map(({ slug, value, percent }) => [slug, value, percent])).toEqual([
    ["birch", 21, 75],
    ["alder", 7, 25],
  ]);
  expect(await enterStaffAsOperator((scope) => topByUsage(scope, meter, 30, 1))).toMatchObject([{ percent: 75 }]);
  const denied = await enterStaffAsOperator((scope) => topByDenials(scope, meters, 30, 5));
  expect(denied.map(({ slug, value, percent }) => [slug, value, percent])).toEqual([
    ["alder", 15, 75],
    ["birch", 5, 25],
  ]);
});

test("the top tenants are read once for each time that days are summed up", async () => {
  const [meter] = meters;
  if (!meter) throw new Error("there is a meter");
  const top = () => enterStaffAsOperator((scope) => topByUsage(scope, meter, 30, 5));
  const before = await top();
  await report((await newKey(all.a, ["usage:write"])).key, [event("more", { n: 500 })]);
  expect(await top()).toBe(before);
  await fold();
  expect((await top())[0]).toMatchObject({ slug: "alder", value: 507 });
});

/** The tenants that the list shows for a cause; as many as it says there are. */
const listed = (cause: TenantCause, filter = filterOfCause(cause)) =>
  enterStaffAsOperator(async (scope) => {
    const asked = { ...tenantQuestionOf({ q: filter }), base: "x.test", limit: 50 };
    const found = await tenantCount(scope, asked);
    const slugs = (await tenantPage(scope, { ...asked, found })).items.map(({ slug }) => slug);
    expect(found).toEqual({ count: slugs.length, estimated: false });
    return slugs;
  });

describe("what needs a person, and all of it is listed by its filter:", () => {
  test("is a tenant with ten denials or more today, counted whole", async () => {
    await tally(all.a, [10, 5, 0, 0]);
    await tally(all.b, [100, 2, 0, 0]);
    await fold();
    const few = await enterStaffAsOperator((scope) => deniedToday(scope, 3));
    expect(few).toEqual({
      items: [{ slug: "alder", name: "alder works", denied: 5, limited: 10, calls: 25 }],
      total: 1,
      more: false,
    });
    expect(await listed("denied")).toEqual(["alder"]);
    expect(await listed("denied", "-is:denied")).toEqual(["birch"]);
  });

  test("is a hard quota at 90 % or more, as full as it is now, and not one that got room since", async () => {
    const set = (limit: number) =>
      enterAsOperator(all.b, (scope) => setQuota(scope, { meter: "calls", period: "none", limit, mode: "hard" }));
    await set(22);
    await fold();
    const near = () => enterStaffAsOperator((scope) => nearlyFull(scope, 3));
    expect(await near()).toMatchObject({
      total: 1,
      items: [{ slug: "birch", meter: "Calls", used: 21, limit: 22, resetsAt: null, others: 0 }],
    });
    expect(await listed("near-limit")).toEqual(["birch"]);
    expect(await listed("at-limit")).toEqual([]);
    await set(21);
    await fold();
    expect(await listed("at-limit")).toEqual(["birch"]);
    expect(await listed("at-limit", "is:at-limit is:denied"), "each further one narrows").toEqual([]);
    expect(await listed("at-limit", "is:at-limit,denied")).toEqual(["alder", "birch"]);
    await set(100);
    expect((await near()).items).toEqual([]);
  });

  test("counts a tenant once, however many of its quotas are nearly full", async () => {
    await enterAsOperator(all.b, (scope) =>
      setQuota(scope, { meter: "calls", period: "none", limit: 21, mode: "hard" }),
    );
    await fold();
    await root.query(`INSERT INTO quota_near SELECT tenant_id, meter_id, unnest(ARRAY['day', 'month']), 0.95, ends_at, since
      FROM quota_near WHERE period = 'none'`);
    const few = await enterStaffAsOperator((scope) => nearlyFull(scope, 3));
    expect([few.total, few.items.map(({ slug, others }) => [slug, others])]).toEqual([1, [["birch", 2]]]);
    expect(await listed("near-limit")).toEqual(["birch"]);
  });

  test("is who has been suspended for a week, a set-up that stopped and a deletion that ends soon; not the younger ones", async () => {
    for (const slug of ["cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood"]) await newTenant(slug);
    const move = (slug: string, set: string) => root.query(`UPDATE tenant SET ${set} WHERE slug = $1`, [slug]);
    const ago = (span: string) => `status_changed_at = now() - interval '${span}'`;
    await move("cedar", `status = 'Suspended', status_reason = 'Unpaid', ${ago("7 days 1 minute")}`);
    await move("dogwood", `status = 'Suspended', ${ago("6 days")}`);
    await move("elm", `status = 'Pending', ${ago("61 minutes")}`);
    await move("fir", `status = 'Pending', ${ago("1 minute")}`);
    await move("ginkgo", "status = 'Terminating', purge_at = now() + interval '6 days'");
    await move("hazel", "status = 'Terminating', purge_at = now() + interval '8 days'");
    await move("ironwood", `status = 'Suspended', ${ago("20 days")}`);
    const found = await enterStaffAsOperator(async (scope) => ({
      suspended: await longSuspended(scope, 1),
      setups: await stoppedSetups(scope, 3),
      endings: await endingSoon(scope, 3),
    }));
    expect(found).toMatchObject({
      suspended: { items: [{ slug: "ironwood" }], total: 2, more: false },
      setups: { items: [{ slug: "elm" }], total: 1 },
      endings: { items: [{ slug: "ginkgo" }], total: 1 },
    });
    expect(await listed("long-suspended")).toEqual(["cedar", "ironwood"]);
    expect(await listed("setup-stopped")).toEqual(["elm"]);
    expect(await listed("ending")).toEqual(["ginkgo"]);
  });

  test("is a tear-down that does not end or left rows behind", async () => {
    const insert = (slug: string, scans: object[], done: string) =>
      root.query(
        `INSERT INTO teardown (tenant_id, slug, name, deleted_at, purge_at, began_at, done_at, scans)
         VALUES (gen_random_uuid(), $1, $1, now(), now(), now() - interval '1 hour', ${done}, $2)`,
        [slug, JSON.stringify(scans)],
      );
    const scan = (kept: string | null) => ({ at: "2026-11-01T00:00:00Z", found: [{ name: "note", rows: 3, kept }] });
    await insert("clean", [scan(null), scan("kept on purpose")], "now()");
    await insert("left", [scan("kept on purpose"), scan(null)], "now()");
    await insert("hangs", [], "NULL");
    const { items, total } = await enterStaffAsOperator((scope) => stuckTeardowns(scope, 3));
    expect(total).toBe(2);
    expect(Object.fromEntries(items.map(({ slug, residue }) => [slug, residue.map(({ rows }) => rows)]))).toEqual({
      hangs: [],
      left: [3],
    });
  });

  test("is a key of the platform that ends within two weeks and was not rotated", async () => {
    const soon = await newKey("platform", ["tenants:read"], 13);
    await newKey("platform", ["tenants:read"], 15);
    await newKey("platform", ["tenants:read"]);
    await newKey(all.a, ["usage:read"], 3);
    const keys = () => enterStaffAsOperator((scope) => expiringPlatformKeys(scope, 3));
    expect(await keys()).toMatchObject({ total: 1, items: [{ name: "test", lastUsedAt: null }] });
    await root.query("UPDATE api_key SET revoked_at = now() WHERE id = $1", [soon.id]);
    expect((await keys()).total).toBe(0);
  });

  test("is an owner whose invitation ran out, as long as that address is the owner's", async () => {
    const tenant = await newTenant("juniper");
    const owners = () => enterStaffAsOperator((scope) => unansweredOwners(scope, 3));
    expect((await owners()).total).toBe(0);
    await root.query("UPDATE invitation SET expires_at = now() - interval '1 day' WHERE tenant_id = $1", [tenant.id]);
    expect(await owners()).toMatchObject({ total: 1, items: [{ slug: "juniper", email: "owner@juniper.test" }] });
    expect(await listed("ownerless")).toEqual(["juniper"]);
    await root.query("UPDATE tenant SET owner_email = 'other@juniper.test' WHERE tenant_id = $1", [tenant.id]);
    expect((await owners()).total).toBe(0);
    expect(await listed("ownerless")).toEqual([]);
  });
});

test("a tenant has no share before the days of all tenants are summed up", async () => {
  await root.query("DELETE FROM usage_day WHERE tenant_id = $1", [PLATFORM_ID]);
  const [meter] = meters;
  if (!meter) throw new Error("there is a meter");
  const top = await enterStaffAsOperator((scope) => topByUsage(scope, meter, 30, 3));
  expect(top.length).toBeGreaterThan(0);
  expect(top.map(({ percent }) => percent)).toEqual(top.map(() => null));
});

import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { runEngine } from "../db.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { freshDatabase } from "../test/database.ts";
import { event, importEvents, report, total } from "../test/usage.ts";
import { newKey, newMeter, type World, world } from "../test/world.ts";
import { walkLedgers } from "./usage-upkeep.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let key: string;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  key = (await newKey(all.a, ["usage:write"])).key;
});

const count = async (sql: string, values: unknown[] = []) => Number((await root.query(sql, values)).rows[0].count);
const ledger = (tenant: { id: string }) =>
  count("SELECT count(*) FROM usage_event_key WHERE tenant_id = $1", [tenant.id]);
const walk = async (keys: number) =>
  (await walkLedgers(runEngine, () => Promise.resolve(), new AbortController().signal, keys)).removed;
const drift = async () => (await usageDrift((work) => enterAsOperator(all.a, work))).drift;

describe("the ledger of events", () => {
  const named = (name: string) => Array.from({ length: 25 }, (_, at) => event(`${name}-${at}`));

  test("forgets in small steps what was first received more than sixty days ago, in every tenant, and nothing younger", async () => {
    const keyOfB = (await newKey(all.b, ["usage:write"])).key;
    await report(key, [...named("old"), ...named("young")]);
    await report(keyOfB, named("old"));
    const age = (days: number, where: string) =>
      root.query(`UPDATE usage_event_key SET received_at = now() - interval '${days} days 1 hour' WHERE ${where}`);
    await age(45, "true");
    await age(60, "key IN (SELECT event_key('tests', 'old-' || n) FROM generate_series(0, 24) n)");
    expect(await walk(7)).toBe(50);
    expect([await ledger(all.a), await ledger(all.b)]).toEqual([25, 0]);
    expect(await report(key, named("young"))).toMatchObject({ accepted: 0, duplicates: 25 });
  });

  test("is walked once a day", async () => {
    await root.query("UPDATE usage_event_key SET received_at = now() - interval '61 days'");
    expect(await walk(7)).toBe(0);
    await root.query("UPDATE ledger_walk SET ended_at = now() - interval '25 hours'");
    expect(await walk(7)).toBe(25);
  });

  test("is walked on from where a process left off, by one process at a time", async () => {
    await report(key, named("again"));
    await root.query("UPDATE usage_event_key SET received_at = now() - interval '61 days'");
    await root.query("UPDATE ledger_walk SET ended_at = now() - interval '25 hours'");
    const doomed = await database.as("engine");
    await doomed.query("BEGIN");
    await doomed.query("SELECT * FROM walk_ledger(5)");
    expect(await walk(5), "another is at it").toBe(0);
    await doomed.query("ROLLBACK");
    await runEngine("step", "SELECT * FROM walk_ledger(5)", []);
    expect(await ledger(all.a)).toBe(20);
    expect(await walk(5)).toBe(20);
  });
});

describe("the months of events", () => {
  const partitions = async () =>
    (
      await root.query(
        "SELECT relname FROM pg_class WHERE relname LIKE 'usage_event_batch_%' AND relkind = 'r' ORDER BY 1",
      )
    ).rows.map(({ relname }) => String(relname));

  test("need not be there: the first event of one is kept apart and moves into it when it is made", async () => {
    const owner = await database.asOwner();
    const before = await total(all.a, "calls");
    const now = new Date();
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 20, 1);
    const events = [-1, 0, 86_400_000].map((after, at) =>
      event(`unmade-${at}`, undefined, { time: new Date(month + after).toISOString() }),
    );
    expect(await importEvents(owner, all.a, events)).toMatchObject({ accepted: 3 });
    const apart = () => count("SELECT count(*) FROM usage_event_batch_other WHERE time < now() - interval '1 year'");
    expect(await apart()).toBe(3);
    const dates = [new Date(month - 1), new Date(month)].map((each) => each.toISOString().slice(0, 10));
    await runEngine("ensure", "SELECT ensure_partitions($1, $2)", dates);
    expect(await apart()).toBe(0);
    const own = `usage_event_batch_${dates[1]?.slice(0, 7).replace("-", "_")}`;
    expect(await count(`SELECT sum(count) AS count FROM ${own}`)).toBe(2);
    expect(await importEvents(owner, all.a, events)).toMatchObject({ duplicates: 3 });
    expect((await total(all.a, "calls")) - before).toBe(3);
    expect(await drift()).toBe(0);
  });

  test("are dropped whole when they end before the twenty-five that are kept, and what they added up to stays", async () => {
    const owner = await database.asOwner();
    await runEngine("ensure_2021", "SELECT ensure_partitions('2021-05-01', '2021-05-01')", []);
    const before = await total(all.a, "calls");
    const old = ["2021-05-04T00:00:00Z", "2021-06-04T00:00:00Z"].map((time, at) =>
      event(`dropped-${at}`, undefined, { time }),
    );
    await importEvents(owner, all.a, old);
    const kept = (await partitions()).filter((name) => name !== "usage_event_batch_2021_05");
    expect(
      (await runEngine<{ drop_old_events: number }>("drop", "SELECT drop_old_events()", []))[0]?.drop_old_events,
    ).toBe(1);
    expect(await partitions()).toEqual(kept);
    await root.query("UPDATE ledger_walk SET ended_at = NULL, tenant = NULL, key = NULL");
    await walk(1_000);
    expect(await count("SELECT count(*) FROM usage_event WHERE event_id LIKE 'dropped-%'")).toBe(0);
    expect((await total(all.a, "calls")) - before).toBe(2);
    expect(await drift()).toBe(0);
  });
});

import fc from "fast-check";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { enterProgram, identifyKey } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog, event, importEvents, report, total } from "../../test/usage.ts";
import { newKey, newMeter, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { revokeKey } from "../keys/commands.ts";
import { resumeTenant, suspendTenant } from "../tenants/commands.ts";
import { recordUsage } from "./commands.ts";
import { usageDrift } from "./drift.ts";
import { eventKey } from "./event.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let key: string;
let keyOfB: string;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  await newMeter({ slug: "tokens", eventType: "tokens", aggregation: "sum", valuePath: "$.tokens" });
  key = (await newKey(all.a, ["usage:write"])).key;
  keyOfB = (await newKey(all.b, ["usage:write"])).key;
});

const batch = (name: string, size: number, data: (at: number) => unknown = () => undefined) =>
  Array.from({ length: size }, (_, at) => event(`${name}-${at}`, data(at)));
/** What a piece of work adds to a meter of a tenant. */
async function added(meter: string, work: () => Promise<unknown>, tenant = all.a): Promise<number> {
  const before = await total(tenant, meter);
  await work();
  return (await total(tenant, meter)) - before;
}

describe("an event counts once", () => {
  test("when its batch comes again, and when four come at once in any order", async () => {
    const events = batch("again", 200);
    const outcomes = await Promise.all(
      [events, events.toReversed(), [...events.slice(77), ...events.slice(0, 77)], events].map((each) =>
        report(key, each),
      ),
    );
    expect(outcomes.map((each) => each.accepted).reduce((a, b) => a + b)).toBe(200);
    expect(outcomes.map((each) => each.duplicates).reduce((a, b) => a + b)).toBe(600);
    expect(await report(key, events)).toEqual({ accepted: 0, duplicates: 200, rejected: [] });
    expect(await total(all.a, "calls")).toBe(200);
  });

  test("when it stands twice in one batch", async () => {
    expect(
      await added("calls", async () =>
        expect(await report(key, [event("twin"), event("other"), event("twin")])).toMatchObject({
          accepted: 2,
          duplicates: 1,
        }),
      ),
    ).toBe(2);
  });

  test("with what it said first, whatever a retry says", async () => {
    const tokens = (amount: number) => event("altered", { tokens: amount }, { type: "tokens" });
    expect(await added("tokens", () => report(key, [tokens(5)]))).toBe(5);
    expect(
      await added("tokens", async () => expect(await report(key, [tokens(50)])).toMatchObject({ duplicates: 1 })),
    ).toBe(0);
    expect(await added("calls", () => report(key, [event("altered")]))).toBe(0);
  });

  test("also when the retry has another time, over the border of a month, or years later", async () => {
    const owner = await database.asOwner();
    const at = (time: string) => importEvents(owner, all.a, [event("border", undefined, { time })]);
    expect(await added("calls", () => at("2026-03-31T23:59:59.999Z"))).toBe(1);
    for (const time of ["2026-04-01T00:00:00Z", "2026-03-31T23:59:59.999Z", "2024-02-29T12:00:00Z"])
      expect(await at(time)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await added("calls", () => report(key, [event("border")]))).toBe(0);
  });

  test("in each tenant, which know nothing of each other's", async () => {
    const events = batch("shared", 10);
    expect(await report(key, events)).toMatchObject({ accepted: 10 });
    expect(await added("calls", () => report(keyOfB, events), all.b)).toBe(10);
  });

  test("by source and id together, and never by a mixture of them", async () => {
    const mixed = [
      ["a", "bc"],
      ["ab", "c"],
      ["abc", "x"],
      ["a", "b:c"],
      ["a:b", "c"],
    ].map(([source = "", id = ""]) => event(id, undefined, { source }));
    expect(await report(key, mixed)).toMatchObject({ accepted: 5, duplicates: 0 });
  });

  test("however it is cut into batches, repeated and interleaved", async () => {
    const tenant = await newTenant("random");
    const random = (await newKey(tenant, ["usage:write"])).key;
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (batches) => {
          await Promise.all(
            batches.map((ids) =>
              report(
                random,
                ids.map((id) => event(`r-${id}`, { tokens: id }, { type: "tokens" })),
              ),
            ),
          );
          for (const id of batches.flat()) seen.add(id);
          expect(await total(tenant, "tokens")).toBe([...seen].reduce((a, b) => a + b, 0));
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("whatever goes wrong, an event counts once:", () => {
  const days = 86_400_000;
  const drift = async (tenant = all.a) => (await usageDrift((work) => enterAsOperator(tenant, work))).differences;

  test("the same batch twice at once, once altered and in another order, from two processes", async () => {
    const tenant = await newTenant("altered-twice");
    const own = (await newKey(tenant, ["usage:write"])).key;
    const owner = await database.asOwner();
    const tokens = (amount: number) =>
      Array.from({ length: 300 }, (_, at) =>
        event(`both-${at}`, { tokens: amount }, { type: "tokens", time: new Date().toISOString() }),
      );
    // The owner writes by itself on a connection of its own, as another process does.
    const outcomes = await Promise.all([
      report(own, tokens(1)),
      importEvents(owner, tenant, tokens(5).toReversed()),
      report(own, tokens(5).slice(100)),
    ]);
    expect(outcomes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(300);
    expect(outcomes.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(500);
    const { rows } = await root.query(
      "SELECT sum((data ->> 'tokens')::int)::int AS kept, count(*)::int FROM usage_event WHERE tenant_id = $1",
      [tenant.id],
    );
    expect(rows).toEqual([{ kept: await total(tenant, "tokens"), count: 300 }]);
    expect(await drift(tenant)).toEqual([]);
  });

  test("a retry after 34 days, in another month, with another time or none", async () => {
    const late = event("34-days", undefined, { time: new Date(Date.now() - 34 * days).toISOString() });
    expect(await added("calls", async () => expect(await report(key, [late])).toMatchObject({ accepted: 1 }))).toBe(1);
    await root.query(
      "UPDATE usage_event_key SET received_at = now() - interval '34 days' WHERE key = event_key('tests', '34-days')",
    );
    for (const again of [
      late,
      event("34-days"),
      event("34-days", undefined, { time: new Date(Date.now() - 3 * days).toISOString() }),
    ])
      expect(await report(key, [again])).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test("a call that the database refuses fails alone among those that went with it", async () => {
    const poisoned = async () => {
      const known = await catalog();
      return { ...known, meters: known.meters.map((meter) => ({ ...meter, id: "no uuid" })) };
    };
    const identity = await identifyKey(`Bearer ${key}`);
    const send = (name: string, of: () => ReturnType<typeof catalog>) =>
      enterProgram(identity, somewhere, "usage:write", all.a, (scope) => recordUsage(scope, batch(name, 5), of));
    await added("calls", async () => {
      const calls = ["p1", "p2", "bad", "p3", "p4"].map((name) => send(name, name === "bad" ? poisoned : catalog));
      const settled = await Promise.allSettled(calls);
      expect(settled.map(({ status }) => status)).toEqual([
        "fulfilled",
        "fulfilled",
        "rejected",
        "fulfilled",
        "fulfilled",
      ]);
    }).then((count) => expect(count).toBe(20));
    expect(await report(key, batch("bad", 5))).toMatchObject({ accepted: 5 });
  });

  test("of keys whose events go together only the revoked one is refused, and what it sent may be sent by another", async () => {
    const { key: doomed, id } = await newKey(all.a, ["usage:write"]);
    const identity = await identifyKey(`Bearer ${doomed}`);
    await enterAsOperator(all.a, (scope) => revokeKey(scope, { id }));
    const events = batch("shared-by-keys", 5);
    const [refused, taken] = await Promise.allSettled([
      enterProgram(identity, somewhere, "usage:write", all.a, (scope) => recordUsage(scope, events, catalog)),
      report(key, events),
    ]);
    expect(refused).toMatchObject({ status: "rejected", reason: { code: "unauthenticated" } });
    expect(taken).toMatchObject({ status: "fulfilled", value: { accepted: 5, duplicates: 0 } });
  });

  test("the latest value does not depend on who came first, and a wrong one is found", async () => {
    await newMeter({ slug: "level", eventType: "level", aggregation: "latest", valuePath: "$.level" });
    const tenant = await newTenant("level");
    const own = (await newKey(tenant, ["usage:write"])).key;
    const time = new Date().toISOString();
    for (const [id, level] of [
      ["b", 7],
      ["a", 3],
      ["c", 5],
    ] as const)
      await report(own, [event(id, { level }, { type: "level", time })]);
    expect(await drift(tenant)).toEqual([]);
    await root.query("UPDATE usage_rollup SET latest = 3 WHERE tenant_id = $1 AND latest = 7 AND grain = 15", [
      tenant.id,
    ]);
    expect(await drift(tenant)).toMatchObject([{ meter: "level" }]);
  });

  test("the key by which it counts is the same here and in the database", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const text = fc
      .oneof(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
        fc.integer().map(String),
      )
      .filter((value) => !value.includes("\0") && value.isWellFormed());
    const pairs = fc.sample(fc.tuple(text, text), { seed, numRuns: 500 });
    const { rows } = await root.query(
      "SELECT replace(event_key(s, i)::text, '-', '') AS key FROM unnest($1::text[], $2::text[]) AS u(s, i)",
      [pairs.map(([source]) => source), pairs.map(([, id]) => id)],
    );
    expect(
      rows.map((row) => row.key),
      `seed ${seed}`,
    ).toEqual(pairs.map(([source, id]) => eventKey(source, id)));
  });
});

describe("what is not counted", () => {
  test("one bad event in a thousand keeps no other from counting, and is named by its place", async () => {
    const events: unknown[] = batch("thousand", 1_000);
    events[617] = { specversion: "1.0", id: "", source: "tests", type: "call" };
    await added("calls", async () => {
      const outcome = await report(key, events);
      expect(outcome).toMatchObject({ accepted: 999, duplicates: 0, rejected: [{ index: 617, code: "invalid" }] });
      expect(outcome.rejected[0]?.detail).toContain("id");
    }).then((count) => expect(count).toBe(999));
  });

  test("a batch of bad events only is answered, not refused", async () => {
    expect(await report(key, [null, 1, "x", [], {}])).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0 }, { index: 1 }, { index: 2 }, { index: 3 }, { index: 4 }],
    });
  });

  test("an event of a type that no meter knows is kept and accepted", async () => {
    expect(
      await added("calls", async () =>
        expect(await report(key, [event("unknown", { x: 1 }, { type: "never.heard.of" })])).toMatchObject({
          accepted: 1,
        }),
      ),
    ).toBe(0);
    const { rows } = await root.query("SELECT type, data FROM usage_event WHERE event_id = 'unknown'");
    expect(rows).toEqual([{ type: "never.heard.of", data: { x: 1 } }]);
  });

  test("an event that is rejected may come again in good form", async () => {
    expect(await report(key, [event("mended", { tokens: "5" }, { type: "tokens" })])).toMatchObject({
      rejected: [{ code: "invalid" }],
    });
    expect(await report(key, [event("mended", { tokens: 5 }, { type: "tokens" })])).toMatchObject({ accepted: 1 });
  });

  test("times out of bounds are told apart, and those at the bound count", async () => {
    const minute = 60_000;
    const at = (milliseconds: number) =>
      event(`bound-${milliseconds}`, undefined, { time: new Date(Date.now() + milliseconds).toISOString() });
    const days = 1440 * minute;
    const outcome = await report(key, [
      at(-35 * days + minute),
      at(-35 * days - minute),
      at(4 * minute),
      at(6 * minute),
    ]);
    expect(outcome).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, code: "too_late" },
        { index: 3, code: "too_early" },
      ],
    });
  });
});

describe("who may write is asked where the writing happens:", () => {
  const write = async (secret: string, between: (id: string) => Promise<unknown>) => {
    const identity = await identifyKey(`Bearer ${secret}`);
    await between(identity.id);
    return enterProgram(identity, somewhere, "usage:write", all.b, (scope) =>
      recordUsage(scope, [event(`between-${identity.id}`)], catalog),
    );
  };

  test("a key that was revoked since it was looked up writes nothing", async () => {
    const { key: doomed } = await newKey(all.b, ["usage:write"]);
    await added(
      "calls",
      () =>
        expect(
          write(doomed, (id) => enterAsOperator(all.b, (scope) => revokeKey(scope, { id }))),
        ).rejects.toMatchObject({ code: "unauthenticated" }),
      all.b,
    ).then((count) => expect(count).toBe(0));
  });

  test("a tenant that was suspended since then writes nothing, and everything is there when it is resumed", async () => {
    const before = await total(all.b, "calls");
    await expect(
      write(keyOfB, () => enterAsOperator(all.b, (scope) => suspendTenant(scope, { reason: "Unpaid" }))),
    ).rejects.toMatchObject({ code: "tenant_suspended" });
    await enterAsOperator(all.b, resumeTenant);
    expect(await total(all.b, "calls")).toBe(before);
  });

  test("nobody but the owner says when an event was received", async () => {
    const engine = await database.as("engine");
    const call = engine.query(
      "SELECT * FROM record_events($1, 1, now(), ARRAY[$1::uuid], '{null}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
      [all.a.id],
    );
    await expect(call).rejects.toMatchObject({ code: "42501" });
  });
});

test("a meter made while events fly counts every later event and loses none of the others", async () => {
  const tenant = await newTenant("flying");
  const flying = (await newKey(tenant, ["usage:write"])).key;
  const reports = Array.from({ length: 30 }, (_, at) => report(flying, batch(`fly-${at}`, 20)));
  await newMeter({ slug: "calls_again", eventType: "call", aggregation: "count" });
  const outcomes = await Promise.all(reports);
  expect(outcomes.every((each) => each.accepted === 20)).toBe(true);
  expect(await total(tenant, "calls")).toBe(600);
  const caught = await total(tenant, "calls_again");
  // A batch is counted by the meters of one moment: whole or not at all.
  expect(caught % 20).toBe(0);
  await report(flying, batch("after", 20));
  expect(await total(tenant, "calls_again")).toBe(caught + 20);
});

test("what the rollups say is what the kept events add up to", async () => {
  for (const tenant of [all.a, all.b]) {
    expect(await usageDrift((work) => enterAsOperator(tenant, work))).toMatchObject({ drift: 0 });
    const { rows } = await root.query(
      "SELECT count(*)::int AS kept FROM usage_event WHERE tenant_id = $1 AND type = 'call'",
      [tenant.id],
    );
    expect(await total(tenant, "calls")).toBe(rows[0].kept);
    const ledger = await root.query(
      "SELECT (SELECT count(*) FROM usage_event_key WHERE tenant_id = $1) = (SELECT count(*) FROM usage_event WHERE tenant_id = $1) AS same",
      [tenant.id],
    );
    expect(ledger.rows).toEqual([{ same: true }]);
  }
});

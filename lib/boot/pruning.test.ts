import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { setQuota, setRate } from "../domain/quotas/commands.ts";
import { consumeQuota, reserveQuota } from "../domain/quotas/consume.ts";
import { decisionById, tally } from "../domain/quotas/queries.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { enterProgram, identifyKey } from "../gate/endpoint.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { ProgramScope } from "../gate/scope.ts";
import { freshDatabase } from "../test/database.ts";
import { catalog } from "../test/usage.ts";
import { newKey, newMeter, somewhere, type World, world } from "../test/world.ts";
import type { Run } from "./jobs.ts";
import { pruneWhenDue } from "./pruning.ts";

const database = freshDatabase();
let root: pg.Client;
let run: Run;
let tenants: World;

beforeAll(async () => {
  tenants = await world();
  root = await database.asRoot();
  const engine = await database.as("engine");
  run = async <Row extends pg.QueryResultRow>(_: string, text: string, values: unknown[]) =>
    (await engine.query<Row>(text, values)).rows;
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  await enterAsOperator(tenants.a, async (scope) => {
    await setQuota(scope, { meter: "calls", period: "hour", limit: 5, mode: "hard" });
    await setRate(scope, { key: null, calls: 100, per: "minute" });
  });
});

async function asProgram<T>(work: (scope: ProgramScope) => Promise<T>): Promise<T> {
  const identity = await identifyKey(`Bearer ${(await newKey(tenants.a, ["quota:consume"])).key}`);
  return enterProgram(identity, somewhere, "quota:consume", tenants.a, work);
}

/** Moves all that the tenant has into the past, as if nobody had come for so long. */
async function age(days: number): Promise<void> {
  const by = `interval '${days} days'`;
  const older = `(id_floor(now() - ${by} - interval '1 minute')::text)`;
  await root.query(`
    UPDATE quota_idempotency SET at = at - ${by};
    UPDATE rate_window SET at = at - ${by};
    UPDATE reservation SET expires_at = expires_at - ${by}, id = (left(${older}, 18) || right(id::text, 18))::uuid;
    UPDATE decision SET at = at - ${by}, id = (left(${older}, 18) || right(id::text, 18))::uuid;
    UPDATE decision_tally SET bucket = bucket - ${by};
    UPDATE quota_counter SET starts_at = starts_at - ${by}, ends_at = ends_at - ${by} WHERE period <> 'none';
    UPDATE usage_rollup SET bucket = bucket - ${by};
    UPDATE usage_consumed SET at = at - ${by};
    UPDATE installation SET pruned_at = NULL`);
}

async function rows(): Promise<Record<string, number>> {
  const names = ["quota_idempotency", "rate_window", "reservation", "decision", "decision_tally", "quota_counter"];
  const found = await root.query(
    `SELECT ${names.map((name) => `(SELECT count(*)::int FROM ${name}) AS ${name}`).join()}`,
  );
  return found.rows[0];
}

test("what is kept for a time only goes when its time is over, and nothing before", async () => {
  const denied = await asProgram(async (scope) => {
    await consumeQuota(scope, { meter: "calls", amount: 2, idempotencyKey: "k" }, catalog);
    await reserveQuota(scope, { meter: "calls", amount: 1, ttlSeconds: 60 }, catalog);
    return consumeQuota(scope, { meter: "calls", amount: 9 }, catalog);
  });
  const id = "decision" in denied ? (denied.decision.decisionId ?? "") : "";
  const all = {
    quota_idempotency: 1,
    rate_window: 1,
    reservation: 1,
    decision: 2,
    decision_tally: 1,
    quota_counter: 1,
  };
  expect(await pruneWhenDue(run)).toBe(2);
  expect(await rows()).toEqual(all);
  expect((await enterAsOperator(tenants.a, (scope) => decisionById(scope, id))).outcome).toBe("denied");

  await age(2);
  await pruneWhenDue(run);
  const later = { ...all, quota_idempotency: 0, rate_window: 0, quota_counter: 0 };
  expect(await rows()).toEqual(later);
  expect((await root.query("SELECT state FROM reservation")).rows).toEqual([{ state: "released" }]);

  await age(91);
  await pruneWhenDue(run);
  expect(await rows()).toEqual({ ...later, reservation: 0, decision: 0 });
  expect(await enterAsOperator(tenants.a, (scope) => tally(scope, new Date(0)))).toMatchObject({
    allowed: 2,
    denied: 1,
  });

  await age(400);
  await pruneWhenDue(run);
  expect(await rows()).toEqual({ ...later, reservation: 0, decision: 0, decision_tally: 0 });
  expect((await usageDrift((work) => enterAsOperator(tenants.a, work))).differences).toEqual([]);
});

test("one process has the errand of an hour, and takes more than one step where there is much", async () => {
  await root.query(
    "INSERT INTO quota_idempotency (tenant_id, key, body_hash, answer, at) SELECT $1, 'old ' || n, gen_random_uuid(), '{}', now() - interval '25 hours' FROM generate_series(1, 1200) AS n",
    [tenants.b.id],
  );
  await root.query("UPDATE installation SET pruned_at = NULL");
  const visited = await Promise.all([pruneWhenDue(run), pruneWhenDue(run), pruneWhenDue(run)]);
  expect(visited.toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
  expect((await rows()).quota_idempotency).toBe(0);
});

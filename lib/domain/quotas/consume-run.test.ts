import fc from "fast-check";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { enterProgram, identifyKey, readPlatform } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newMeter, somewhere, type World, world } from "../../test/world.ts";
import { meterCatalog } from "../meters/queries.ts";
import { setQuota } from "./commands.ts";
import { consumeBatch } from "./consume.ts";

const database = freshDatabase();
const seed = Math.floor(Math.random() * 2 ** 31);
const decided: string[] = [];
let twins: World;
let plain: ProgramScope;
let whole: ProgramScope;
let root: pg.Client;
let made = 0;

beforeAll(async () => {
  twins = await world();
  plain = await scopeOf(twins.a);
  whole = { ...(await scopeOf(twins.b)), call: (name, args) => asWhole(twins.b.id, name, args) };
  root = await database.asRoot();
});

test(`a plain run is answered and written as the whole engine does it (seed ${seed})`, async () => {
  const steps = fc.array(
    fc.record({ amount: fc.constantFrom(0.000001, 0.3, 1, 7), calls: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 1, maxLength: 6 },
  );
  const limits = fc.record({
    limit: fc.constantFrom(null, 0, 1, 12.5, 40),
    mode: fc.constantFrom("hard" as const, "soft" as const),
    month: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(limits, steps, async ({ limit, mode, month }, calls) => {
      const meter = `m-${++made}`;
      const { id } = await newMeter({ slug: meter, eventType: meter, aggregation: "sum", valuePath: "$.n" });
      for (const twin of [twins.a, twins.b])
        await enterAsOperator(twin, async (scope) => {
          await setQuota(scope, { meter, period: "none", limit, mode });
          if (month) await setQuota(scope, { meter, period: "month", limit: 1e9, mode: "hard" });
        });
      for (const step of calls) {
        const [one, other] = await Promise.all([plain, whole].map((scope) => consumed(scope, meter, step)));
        expect(one).toEqual(other);
      }
      expect(await written(twins.a.id, id)).toEqual(await written(twins.b.id, id));
    }),
    { seed, numRuns: 12 },
  );
  expect(new Set(decided)).toEqual(new Set(["consume_run"]));
});

async function scopeOf(twin: World["a"]): Promise<ProgramScope> {
  const { key } = await newKey(twin, ["quota:consume"]);
  const identity = await identifyKey(`Bearer ${key}`);
  return enterProgram(identity, somewhere, "quota:consume", twin, async (scope) => scope);
}

/** Answers what the function for one run is asked by the one for many. */
async function asWhole(tenantId: string, name: string, args: unknown[]) {
  const [ids, owner, key, ip, meter, amount, count, group, dimensions] = args;
  const lists = [[owner], [key], [ip], [meter], ["consume"], [1], [1], [amount], [count], [0], [group], [dimensions]];
  const values = [tenantId, ids, ...lists, null, null, null, null];
  decided.push(name);
  const { rows } = await root.query(
    `SELECT consume(${values.map((_, at) => `$${at + 1}`).join(", ")}) AS ${name}`,
    values,
  );
  return rows;
}

/** What the calls of a run are told, but for what differs from call to call. */
async function consumed(scope: ProgramScope, meter: string, { amount, calls }: { amount: number; calls: number }) {
  const catalog = () => readPlatform((reading) => meterCatalog(reading));
  const input = { meter, amount, dimensions: { region: "eu" } };
  const outcomes = await consumeBatch(
    scope,
    Array.from({ length: calls }, () => input),
    catalog,
  );
  return outcomes.map((outcome) => {
    if (!("decision" in outcome)) return outcome;
    const { decisionId, resetsAt, ...decision } = outcome.decision;
    return { decision, named: decisionId !== null, ends: resetsAt !== null, rate: outcome.rate };
  });
}

async function written(tenantId: string, meterId: string) {
  const of = async (sql: string) => (await root.query(sql, [tenantId, meterId])).rows;
  const where = "WHERE tenant_id = $1 AND meter_id = $2";
  return {
    consumed: await of(
      `SELECT dimensions, amount, calls, least, most, key_id IS NOT NULL AS keyed FROM usage_consumed ${where} ORDER BY at`,
    ),
    rolled: await of(
      `SELECT grain, dimensions, sum(sum), sum(count), min(min), max(max), (array_agg(latest ORDER BY bucket DESC))[1] AS latest FROM usage_rollup ${where} GROUP BY 1, 2 ORDER BY 1`,
    ),
    counted: await of(`SELECT period, used FROM quota_counter ${where} AND period = 'none'`),
    tallied: await of(`SELECT sum(allowed), sum(denied), sum(warned), sum(limited) FROM decision_tally ${where}`),
    kept: await of(
      `SELECT outcome, operation, period, requested, used, limit_amount, mode, layer, ip, dimensions FROM decision ${where} AND outcome <> 'allowed' ORDER BY id`,
    ),
    sampled: await of(`SELECT DISTINCT outcome, operation, mode FROM decision ${where} AND outcome = 'allowed'`),
  };
}

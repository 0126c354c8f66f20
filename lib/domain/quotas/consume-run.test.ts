import fc from "fast-check";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { enterProgram, identifyKey } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ProgramScope, TenantOfScope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog, event } from "../../test/usage.ts";
import { newKey, newMeter, newTenant, somewhere, world } from "../../test/world.ts";
import { recordUsage } from "../usage/commands.ts";
import { usageDrift } from "../usage/drift.ts";
import type { Outcome } from "./ask.ts";
import { grantQuota, setQuota } from "./commands.ts";
import { consumeBatch, releaseQuota, reserveQuota } from "./consume.ts";
import { setDefaultQuota, setPlanQuota } from "./layer-commands.ts";
import type { Decision } from "./model.ts";
import { quotas } from "./queries.ts";

const database = freshDatabase();
const seed = Math.floor(Math.random() * 2 ** 31);
const decided = new Set<string>();
let twins: TenantOfScope[];
let scopes: ProgramScope[];
let root: pg.Client;
let many: pg.Client;
let made = 0;

beforeAll(async () => {
  const { a, b } = await world();
  const [one, neighbour] = [await newTenant("one-of-many"), await newTenant("neighbour")];
  twins = [a, b, one];
  scopes = [
    await scopeOf(a),
    deciding(await scopeOf(b), (args) => asWhole(b.id, args)),
    deciding(await scopeOf(one), (args) => asOneOfMany(one.id, neighbour.id, args)),
  ];
  root = await database.asRoot();
  many = await database.asRoot();
});

const amounts = fc.constantFrom(0.000001, 0.3, 1, 7);
const regions = fc.constantFrom("eu", "us", undefined);
const limits = fc.record({
  layer: fc.constantFrom("default", "plan", "tenant"),
  period: fc.constantFrom("none", "hour", "day", "month"),
  limit: fc.constantFrom(null, 0, 1, 12.5, 40),
  mode: fc.constantFrom("hard", "soft"),
});
type Step = {
  does: "consume" | "hold" | "release" | "report" | "grant";
  amount: number;
  region: "eu" | "us" | undefined;
  calls: number;
};
const calls = fc.record({
  does: fc.constant("consume" as const),
  amount: amounts,
  region: regions,
  calls: fc.integer({ min: 1, max: 5 }),
});
const others = fc.record({
  does: fc.constantFrom("hold", "release", "report", "grant"),
  amount: amounts,
  region: regions,
  calls: fc.constant(1),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: calls }, { weight: 1, arbitrary: others }),
  {
    minLength: 1,
    maxLength: 8,
  },
);
type Limit = typeof limits extends fc.Arbitrary<infer T> ? T : never;

const limitOf = (
  layer: Limit["layer"],
  period: Limit["period"],
  value: Limit["limit"],
  mode: Limit["mode"],
): Limit => ({
  layer,
  period,
  limit: value,
  mode,
});
const step = (does: Step["does"], amount: Step["amount"], calls = 1): Step => ({
  does,
  amount,
  region: undefined,
  calls,
});
/** What chance alone would seldom bring together: the second run of a meter is plain, and these come before and after it. */
const known: [Limit[], Step[]][] = [
  [
    [limitOf("tenant", "none", 12.5, "hard")],
    [step("consume", 1), step("hold", 7), step("consume", 7), step("consume", 1, 5)],
  ],
  [
    [limitOf("default", "month", 1, "soft"), limitOf("tenant", "none", 12.5, "hard")],
    [step("consume", 0.3), step("consume", 0.3, 5), step("consume", 7), step("release", 7), step("consume", 1)],
  ],
  [
    [limitOf("plan", "month", 1, "hard")],
    [step("consume", 0.3), step("consume", 7), step("grant", 7), step("report", 1), step("consume", 7, 5)],
  ],
  [
    [limitOf("tenant", "month", 1, "hard"), limitOf("plan", "day", 1, "hard"), limitOf("default", "hour", 0, "soft")],
    [step("consume", 0.3), step("consume", 1, 5), step("hold", 0.3), step("consume", 1, 5), step("consume", 0.3, 5)],
  ],
  [[limitOf("default", "none", 0, "hard")], [step("consume", 1), step("consume", 0.000001, 5), step("consume", 7)]],
];

test(`a plain run, alone and as one of many, is answered and written as the whole engine does it (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(limits, { maxLength: 3 }), steps, async (set, taken) => {
      const [alone, asWhole, asOneOfMany] = await inOneQuarter(() => lived(set, taken));
      expect(alone).toEqual(asWhole);
      expect(asOneOfMany).toEqual(asWhole);
    }),
    { seed, numRuns: 10, examples: known },
  );
  expect(decided).toEqual(new Set(["consume", "consume_runs"]));
  for (const twin of twins) expect((await usageDrift((work) => enterAsOperator(twin, work))).drift).toBe(0);
}, 120_000);

/** What each of the twins is told step by step, and what is written of a meter of their own in the end. */
async function lived(set: readonly Limit[], taken: readonly Step[]) {
  const meter = `m-${++made}`;
  const groupBy = [{ name: "region", path: "$.region" }];
  const { id } = await newMeter({ slug: meter, eventType: meter, aggregation: "sum", valuePath: "$.n", groupBy });
  for (const { layer, ...said } of set) await limit(layer, { ...said, meter });
  return Promise.all(
    scopes.map(async (scope) => {
      const told: unknown[] = [];
      for (const [at, step] of taken.entries()) told.push(await act(scope, meter, `${meter} ${at}`, step));
      const { tenant } = scope;
      const standing = (await enterAsOperator(tenant, quotas)).filter((quota) => quota.meter === meter);
      return { told, standing, written: await written(tenant.id, id) };
    }),
  );
}

/** Again where a quarter of an hour ended meanwhile, so that no window of the one is another's. */
async function inOneQuarter<T>(work: () => Promise<T>): Promise<T> {
  const quarter = async () =>
    (await root.query("SELECT date_bin('15 minutes', now(), 'epoch')::text AS at")).rows[0].at;
  for (;;) {
    const began = await quarter();
    const answer = await work();
    if ((await quarter()) === began) return answer;
  }
}

async function limit(layer: Limit["layer"], said: Omit<Limit, "layer"> & { meter: string }): Promise<void> {
  const quota = { ...said, reason: null };
  if (layer === "default") await enterAsOperator("platform", (scope) => setDefaultQuota(scope, quota));
  else if (layer === "plan")
    await enterAsOperator("platform", (scope) => setPlanQuota(scope, { ...quota, plan: "standard" }));
  else for (const twin of twins) await enterAsOperator(twin, (scope) => setQuota(scope, quota));
}

async function act(scope: ProgramScope, meter: string, id: string, { does, amount, region, calls }: Step) {
  const input = { meter, amount, dimensions: region ? { region } : undefined };
  if (does === "consume") {
    const outcomes = await consumeBatch(
      scope,
      Array.from({ length: calls }, () => input),
      catalog,
    );
    return outcomes.map(toldOf);
  }
  if (does === "hold") return toldOf(await reserveQuota(scope, { ...input, ttlSeconds: 600 }, catalog));
  if (does === "release") return toldOf({ decision: await releaseQuota(scope, input, catalog) });
  if (does === "report")
    return recordUsage(scope, [event(id, { n: amount, ...(region && { region }) }, { type: meter })], catalog);
  const endsAt = new Date(Date.now() + 3_600_000);
  return enterAsOperator(scope.tenant, (own) =>
    grantQuota(own, { meter, period: "month", limit: 10 * amount, endsAt }),
  ).then(
    () => "granted",
    (error) => error.code,
  );
}

/** What a call is told, but for what differs from call to call. */
function toldOf(outcome: Outcome | { decision: Decision }) {
  if (!("decision" in outcome)) return outcome;
  const { decisionId, resetsAt, ...decision } = outcome.decision;
  return { decision, named: decisionId !== null, ends: resetsAt !== null, rate: "rate" in outcome && outcome.rate };
}

async function scopeOf(twin: TenantOfScope): Promise<ProgramScope> {
  const { key } = await newKey(twin, ["quota:consume", "usage:write"]);
  const identity = await identifyKey(`Bearer ${key}`);
  return enterProgram(identity, somewhere, "quota:consume", twin, async (scope) => scope);
}

/** The scope with another way to have a plain run decided. */
function deciding(scope: ProgramScope, decide: (args: unknown[]) => ReturnType<typeof asked>): ProgramScope {
  const call: ProgramScope["call"] = (name, args, together) =>
    name === "consume_run" ? decide(args) : scope.call(name, args, together);
  return Object.create(scope, { call: { value: call } });
}

/** Answers what the function for one run is asked by the one for everything. */
async function asWhole(tenantId: string, args: unknown[]) {
  const [ids, owner, key, ip, meter, amount, count, group, dimensions] = args;
  const lists = [[owner], [key], [ip], [meter], ["consume"], [1], [1], [amount], [count], [0], [group], [dimensions]];
  return asked(root, "consume", [tenantId, ids, ...lists, null, null, null, null]);
}

/** Answers it by the function for the runs of many tenants, between two of a neighbour. */
async function asOneOfMany(tenantId: string, neighbourId: string, args: unknown[]) {
  const [ids, ...others] = args;
  const lists = others.map((value) => [value, value, value]);
  const [, own] = await asked(many, "consume_runs", [
    [neighbourId, tenantId, neighbourId],
    [v7().slice(0, 32), ids, v7().slice(0, 32)],
    ...lists,
  ]);
  return [own];
}

async function asked(client: pg.Client, name: string, values: unknown[]) {
  decided.add(name);
  const places = values.map((_, at) => `$${at + 1}`).join(", ");
  return (await client.query(`SELECT * FROM ${name}(${places}) AS consume_run`, values)).rows;
}

async function written(tenantId: string, meterId: string) {
  const of = async (sql: string) => (await root.query(sql, [tenantId, meterId])).rows;
  const where = "WHERE tenant_id = $1 AND meter_id = $2";
  return {
    consumed: await of(
      `SELECT dimensions, amount, calls, least, most, key_id IS NOT NULL AS keyed FROM usage_consumed ${where} ORDER BY at, dimensions`,
    ),
    rolled: await of(
      `SELECT grain, dimensions, sum(sum), sum(count), min(min), max(max), (array_agg(latest ORDER BY bucket DESC))[1] AS latest FROM usage_rollup ${where} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    counted: await of(`SELECT period, used FROM quota_counter ${where} ORDER BY period`),
    tallied: await of(`SELECT sum(allowed), sum(denied), sum(warned), sum(limited) FROM decision_tally ${where}`),
    kept: await of(
      `SELECT outcome, operation, period, requested, trim_scale(used) AS used, limit_amount, mode, layer, ip, dimensions FROM decision ${where} AND outcome <> 'allowed' ORDER BY id`,
    ),
    sampled: await of(
      `SELECT DISTINCT outcome, operation, mode FROM decision ${where} AND outcome = 'allowed' ORDER BY 1, 2, 3`,
    ),
  };
}

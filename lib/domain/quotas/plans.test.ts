import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ProgramScope, TenantOfScope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog } from "../../test/usage.ts";
import { tenantTables } from "../../test/walls.ts";
import { newMeter, somewhere, type World, world } from "../../test/world.ts";
import type { Outcome } from "./ask.ts";
import { grantQuota, setQuota, setRate } from "./commands.ts";
import {
  cancelReservation,
  checkQuota,
  commitReservation,
  consumeBatch,
  consumeQuota,
  releaseQuota,
  reserveQuota,
} from "./consume.ts";

const database = freshDatabase();
const meter = "calls";
let root: pg.Client;
let tenants: World;
let ofTenants: string[];

beforeAll(async () => {
  tenants = await world();
  const { id } = await newMeter({ slug: meter, eventType: "call", aggregation: "sum", valuePath: "$.n" });
  root = await database.asRoot();
  ofTenants = await tenantTables(root);
  await root.query(`CREATE FUNCTION pg_temp.others() RETURNS TABLE (tenant uuid, n int) LANGUAGE sql AS
    $$ SELECT md5('tenant ' || n)::uuid, n FROM generate_series(1, 1000) AS n $$`);
  await root.query(`
    INSERT INTO tenant (tenant_id, slug, name, status, isolation_data, isolation_compute, isolation_network, plan_id, owner_id, owner_email)
      SELECT tenant, 'other-' || n, 'Other ' || n, 'Active', 'row', 'shared', 'shared', p.id, tenant, 'owner@other.test' FROM pg_temp.others(), plan p;
    INSERT INTO tenant_quota (tenant_id, meter_id, period, limit_amount, set_by) SELECT tenant, '${id}', 'month', 5, 'test' FROM pg_temp.others();
    INSERT INTO quota_grant (tenant_id, id, meter_id, period, limit_amount, ends_at, set_by)
      SELECT tenant, gen_random_uuid(), '${id}', 'month', 9, now() + interval '1 day', 'test' FROM pg_temp.others(), generate_series(1, 3);
    INSERT INTO rate_limit (tenant_id, key_id, calls, period, set_by) SELECT tenant, platform_id(), 10, 'minute', 'test' FROM pg_temp.others();
    INSERT INTO rate_window (tenant_id, key_id, at, seconds, slots, counts) SELECT tenant, platform_id(), now(), 60, '{1}', '{1}' FROM pg_temp.others();
    INSERT INTO quota_counter (tenant_id, meter_id, period, starts_at, ends_at, used)
      SELECT tenant, '${id}', 'day', now() - k * interval '1 day', now() - (k - 1) * interval '1 day', 1 FROM pg_temp.others(), generate_series(1, 5) AS k;
    INSERT INTO usage_rollup (tenant_id, meter_id, grain, bucket, dimensions, sum, count, latest_at)
      SELECT tenant, '${id}', 15, now() - k * interval '15 minutes', '[]', 1, 1, now() FROM pg_temp.others(), generate_series(1, 20) AS k;
    INSERT INTO quota_idempotency (tenant_id, key, body_hash, answer, at) SELECT tenant, 'key ' || k, gen_random_uuid(), '{}', now() FROM pg_temp.others(), generate_series(1, 20) AS k;
    INSERT INTO reservation (tenant_id, id, meter_id, amount, dimensions, created_at, expires_at)
      SELECT tenant, gen_random_uuid(), '${id}', 1, '[]', now(), now() + interval '1 hour' FROM pg_temp.others(), generate_series(1, 5);
    INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers)
      SELECT tenant, gen_random_uuid(), now(), 'denied', 'consume', '${id}', 'month', 1, 1, 1, 'hard', 'tenant', '[]' FROM pg_temp.others(), generate_series(1, 20);
    INSERT INTO decision_tally (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
      SELECT tenant, '${id}', now() - k * interval '15 minutes', 1, 1, 1, 1 FROM pg_temp.others(), generate_series(1, 20) AS k`);
  await root.query("ANALYZE");
  await root.query(
    "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on; SET auto_explain.log_format = json; SET client_min_messages = log",
  );
});

const Plan = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Index Name": z.string().optional(),
  "Index Cond": z.string().optional(),
  Plans: z.array(z.unknown()).optional(),
});
const Explained = z.object({ "Query Text": z.string(), Plan });

/** The plans of all statements that the database ran for `work`, those inside functions too. */
async function plansOf(work: () => Promise<unknown>): Promise<z.output<typeof Explained>[]> {
  const found: z.output<typeof Explained>[] = [];
  const hear = ({ message = "" }) => {
    const at = message.indexOf("plan:\n");
    if (at >= 0) found.push(Explained.parse(JSON.parse(message.slice(at + 6))));
  };
  root.on("notice", hear);
  try {
    await work();
  } finally {
    root.off("notice", hear);
  }
  return found;
}

/** The nodes that read a tenant's table otherwise than by an index that begins with the tenant. */
function strays({ "Query Text": text, Plan: plan }: z.output<typeof Explained>): string[] {
  const walk = (input: unknown): string[] => {
    const node = Plan.parse(input);
    const table = node["Relation Name"] ?? "";
    const type = node["Node Type"];
    const indexed = type.includes("Index") && node["Index Cond"]?.includes("tenant_id");
    const reads = type.includes("Scan") && type !== "Bitmap Heap Scan";
    const stray = reads && (type === "Bitmap Index Scan" || ofTenants.includes(table)) && !indexed;
    return [...(stray ? [`${type} on ${table} in ${text.slice(0, 90)}`] : []), ...(node.Plans ?? []).flatMap(walk)];
  };
  return walk(plan);
}

/** A tenant opened for a program that calls over the connection whose plans are read. */
function scopeOf(tenant: TenantOfScope): ProgramScope {
  return {
    actor: { kind: "operator", id: null, name: "Test" },
    origin: somewhere,
    can: () => true,
    tenant,
    key: { id: null, ownerId: tenant.id },
    now: async () => Date.now(),
    call: async (name, args) => {
      const values = [tenant.id, ...args];
      return (await root.query(`SELECT * FROM ${name}(${values.map((_, at) => `$${at + 1}`).join(", ")})`, values))
        .rows;
    },
  };
}

test("no statement of a decision misses an index that begins with the tenant", async () => {
  await enterAsOperator(tenants.a, async (scope) => {
    await setQuota(scope, { meter, period: "month", limit: 10, mode: "hard" });
    await setQuota(scope, { meter, period: "day", limit: 1, mode: "soft" });
    await grantQuota(scope, { meter, period: "month", limit: 12, endsAt: new Date(Date.now() + 60_000) });
    await setRate(scope, { key: null, calls: 100, per: "minute" });
  });
  const scope = scopeOf(tenants.a);
  const idOf = (outcome: Outcome) => ("decision" in outcome ? (outcome.decision.decisionId ?? "") : "");
  const plans = await plansOf(async () => {
    await consumeQuota(scope, { meter, amount: 2, idempotencyKey: "k", dimensions: { region: "eu" } }, catalog);
    await consumeQuota(scope, { meter, amount: 99 }, catalog);
    await checkQuota(scope, { meter, amount: 1 }, catalog);
    const held = await reserveQuota(scope, { meter, amount: 1, ttlSeconds: 60 }, catalog);
    await commitReservation(scope, idOf(held), 1, catalog);
    await cancelReservation(scope, idOf(await reserveQuota(scope, { meter, amount: 1, ttlSeconds: 60 }, catalog)));
    await releaseQuota(scope, { meter, amount: 1 }, catalog);
    await root.query("SELECT prune_quotas($1, 100)", [tenants.a.id]);
    // The first makes the counter, the second finds it.
    for (const amount of [1, 2]) await consumeQuota(scopeOf(tenants.b), { meter, amount }, catalog);
  });
  const touched = JSON.stringify(plans);
  for (const table of [
    "quota_counter",
    "usage_rollup",
    "rate_window",
    "quota_idempotency",
    "reservation",
    "decision_tally",
  ])
    expect(touched).toContain(`"Relation Name":"${table}"`);
  expect(plans.length).toBeGreaterThan(40);
  expect(plans.flatMap(strays)).toEqual([]);
});

test("nor does one of the lists of quotas and decisions", async () => {
  const { id } = tenants.b;
  const plans = await plansOf(async () => {
    await root.query("SELECT * FROM quota_windows($1, '{}', true, now())", [id]);
    await root.query(
      "SELECT * FROM decision WHERE tenant_id = $1 AND outcome = $2 AND id < $3 ORDER BY id DESC LIMIT 51",
      [id, "denied", "ffffffff-ffff-7fff-bfff-ffffffffffff"],
    );
    await root.query("SELECT sum(allowed) FROM decision_tally WHERE tenant_id = $1 AND bucket >= $2", [id, new Date()]);
  });
  expect(plans.length).toBeGreaterThan(3);
  expect(plans.flatMap(strays)).toEqual([]);
});

test("which layers there are is asked once for a window, however many calls it denies", async () => {
  await enterAsOperator(tenants.b, (scope) => setQuota(scope, { meter, period: "month", limit: 1, mode: "hard" }));
  await root.query("BEGIN; SET LOCAL track_functions = 'pl'; SET LOCAL auto_explain.log_min_duration = -1");
  const outcomes = await consumeBatch(
    scopeOf(tenants.b),
    Array.from({ length: 200 }, () => ({ meter, amount: 99 })),
    catalog,
  );
  const { rows } = await root.query(
    "SELECT (SELECT calls::int FROM pg_stat_xact_user_functions WHERE funcname = 'quota_layers') AS asked, count(*)::int AS kept FROM decision WHERE tenant_id = $1 AND requested = 99",
    [tenants.b.id],
  );
  await root.query("ROLLBACK");
  expect(outcomes.filter((each) => "decision" in each && !each.decision.allowed)).toHaveLength(200);
  expect(rows).toEqual([{ asked: 1, kept: 200 }]);
});

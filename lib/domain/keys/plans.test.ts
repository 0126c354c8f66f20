import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import type { ViewScope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { type World, world } from "../../test/world.ts";
import { keyPage, keyUse } from "./queries.ts";

const database = freshDatabase();
let all: World;
let app: pg.Client;

/** As after a while: thousands of keys, of which the tenant looked at has some hundred. */
beforeAll(async () => {
  all = await world();
  const root = await database.asRoot();
  await root.query(`
    INSERT INTO api_key (tenant_id, id, name, start, last4, hash, scopes, created_by)
      SELECT t, gen_random_uuid(), 'key', 'tk_x', 'abcd', sha256(random()::text::bytea), '{}', 'test'
      FROM (SELECT tenant_id AS t FROM tenant UNION ALL SELECT md5(n::text)::uuid FROM generate_series(1, 60) n) x, generate_series(1, 300);
    ANALYZE`);
  app = await database.as("app");
});

test("what a page shows of keys is found by an index, also by a plan kept for all tenants", async () => {
  const asked: { name: string; text: string; values: unknown[] }[] = [];
  await enterAsOperator(all.a, async (scope) => {
    const noted: ViewScope = {
      ...scope,
      read: (name, text, values) => {
        asked.push({ name, text, values });
        return scope.read(name, text, values);
      },
    };
    const { items, total } = await keyPage(noted, {});
    expect([items.length, total]).toEqual([50, 300]);
    await keyUse(noted, { id: items[0]?.id ?? "" });
  });
  expect(asked.map(({ name }) => name)).toEqual(["key_page", "key_use"]);
  for (const { name, text, values } of asked) {
    const plan = await planOf(name, text, values);
    expect(plan).not.toMatch(/Seq Scan on api_key/);
    // A key's id is found by itself as well.
    const conditions = plan.match(/Index Cond: .*/g) ?? [];
    expect(conditions, plan).not.toEqual([]);
    for (const each of conditions) expect(each, plan).toMatch(/Cond: \(+(?:\w+\.)?(?:tenant_id = |id = \$2)/);
  }
});

async function planOf(name: string, text: string, values: unknown[]): Promise<string> {
  await app.query(`BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL app.tenant_id = '${all.a.id}'`);
  await app.query(`PREPARE ${name} AS ${text}`);
  const literals = values.map((value) => app.escapeLiteral(String(value))).join(", ");
  const { rows } = await app.query(`EXPLAIN (COSTS OFF) EXECUTE ${name}(${literals})`);
  await app.query("ROLLBACK");
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

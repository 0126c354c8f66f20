import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Prisma } from "#generated/prisma/client.ts";
import { freshDatabase } from "../../test/database.ts";
import { catalog, event, importEvents } from "../../test/usage.ts";
import { newMeter, type World, world } from "../../test/world.ts";
import type { MeterView } from "../meters/model.ts";
import { seriesSql } from "./queries.ts";
import { hasTotals } from "./totals.ts";
import { windowsBetween } from "./windows-between.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let meters: MeterView[];

/** Tables as they are after a while: some ten thousand rows each, of which the tenant looked at has a part. */
beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  await newMeter({ slug: "people", eventType: "call", aggregation: "unique", valuePath: "$.who" });
  ({ meters } = await catalog());
  const tenants = `(SELECT tenant_id FROM tenant UNION ALL SELECT md5(n::text)::uuid FROM generate_series(1, 20) n) t`;
  await root.query(`
    SELECT ensure_partitions((now() - interval '2 months')::date, now()::date);
    INSERT INTO usage_event_key SELECT tenant_id, gen_random_uuid(), now() FROM ${tenants}, generate_series(1, 2000);
    INSERT INTO usage_rollup SELECT tenant_id, m.id, g, date_bin(make_interval(mins => g), now() - n * make_interval(mins => g), 'epoch'), '[]', 1, 1, 1, 1, 1, now()
      FROM ${tenants}, meter m, (VALUES (1), (15)) v(g), generate_series(1, 600) n;
    INSERT INTO usage_unique SELECT tenant_id, m.id, g, date_bin(make_interval(mins => g), now() - n * make_interval(mins => g), 'epoch'), '[]', n::text
      FROM ${tenants}, meter m, (VALUES (1), (15)) v(g), generate_series(1, 600) n WHERE m.aggregation = 'unique';
    INSERT INTO quota_counter SELECT tenant_id, m.id, 'minute', now() - n * interval '1 minute', now() - (n - 1) * interval '1 minute', 1
      FROM ${tenants}, meter m, generate_series(1, 600) n;
    INSERT INTO usage_event_batch (tenant_id, time, until, count, received_at, meters_version, events)
      SELECT tenant_id, now() - n * interval '1 hour', now() - n * interval '1 hour', 1, now(), 1, '[]' FROM ${tenants}, generate_series(1, 600) n;
    ANALYZE`);
});

/** Each look into a table of tenants goes through an index whose condition begins with the tenant. */
function expectTenantLed(plan: string): void {
  const lines = plan.split("\n");
  const tables = /\b(?:usage_\w+|quota_\w+|api_key|tenant)\b/;
  expect(
    lines.filter((line) => /Seq Scan on/.test(line) && tables.test(line)),
    plan,
  ).toEqual([]);
  const looks = [...lines.entries()].filter(
    ([, line]) => /Index (?:Only )?Scan|Bitmap Index Scan/.test(line) && tables.test(line),
  );
  for (const [at] of looks)
    expect(lines.slice(at + 1).find((line) => /Cond:/.test(line)) ?? "no condition", plan).toMatch(
      /Cond: \(+(?:\w+\.)?tenant_id = /,
    );
}

describe("on filled tables", () => {
  test("each statement that writes events finds its rows by an index led by the tenant", async () => {
    const writer = await database.asRoot();
    const plans: string[] = [];
    writer.on("notice", ({ message }) => plans.push(message ?? ""));
    await writer.query(`LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
      SET client_min_messages = 'log'`);
    const events = [event("a", { n: 1, who: "ana" }), event("b", { n: 2, who: "bea" })];
    expect(await importEvents(writer, all.a, events)).toMatchObject({ accepted: 2 });
    expect(await importEvents(writer, all.a, [...events, event("c", { n: 1, who: "cy" })])).toMatchObject({
      duplicates: 2,
    });
    const written = plans.join("\n");
    for (const statement of [
      "INSERT INTO usage_event_key",
      "FROM usage_event_key l",
      "INSERT INTO usage_event_batch",
      "INSERT INTO usage_rollup",
      "UPDATE quota_counter",
      "INSERT INTO usage_unique",
    ])
      expect(written).toContain(statement);
    for (const plan of plans) expectTenantLed(plan);
  });

  test("what is sealed and its totals are read and written by their key", async () => {
    const reader = await database.asRoot();
    const plans: string[] = [];
    reader.on("notice", ({ message }) => plans.push(message ?? ""));
    await reader.query(`LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
      SET client_min_messages = 'log'`);
    await reader.query("SELECT * FROM tenants_to_seal(NULL, 500)");
    await reader.query("SELECT seal_usage($1)", [all.a.id]);
    const bounds = "ARRAY[now() - interval '40 days']::timestamptz[], ARRAY[now()]::timestamptz[]";
    for (const { id, aggregation } of meters)
      await reader.query(`SELECT usage_values($1, $2, $3, ${bounds})`, [all.a.id, id, aggregation]);
    const seen = plans.filter((plan) => /usage_(?:total|rollup|seal)/.test(plan));
    for (const key of ["usage_total_pkey", "usage_rollup_pkey", "usage_seal_pkey"])
      expect(seen.join("\n")).toContain(key);
    for (const plan of seen) expectTenantLed(plan);
  });

  const explain = async (statement: Prisma.Sql) => {
    const app = await database.as("app");
    await app.query("BEGIN");
    await app.query("SELECT set_config('app.tenant_id', $1, true)", [all.a.id]);
    const { rows } = await app.query(`EXPLAIN ${statement.text}`, statement.values);
    await app.query("ROLLBACK");
    return rows.map((row) => String(row["QUERY PLAN"])).join("\n");
  };

  test.each(["MINUTE", "HOUR", "DAY", "MONTH"] as const)(
    "a series by the %s reads rollups by their key, and no event",
    async (windowSize) => {
      const to = new Date();
      const from = new Date(to.getTime() - (windowSize === "MINUTE" ? 6 : 24 * 30) * 3_600_000);
      for (const meter of meters) {
        for (const groups of [[], [0]]) {
          const windows = windowsBetween({ from, to, windowSize, zone: "Australia/Lord_Howe" });
          const plan = await explain(seriesSql(all.a.id, meter, windowSize, groups, windows));
          // Totals are read inside a function.
          if (groups.length > 0 || !hasTotals(meter, windowSize))
            expect(plan).toMatch(
              meter.aggregation === "unique"
                ? /Index.* (?:using|on) usage_unique_pkey/
                : /Index.* (?:using|on) usage_rollup_pkey/,
            );
          expect(plan).not.toContain("usage_event");
          expectTenantLed(plan);
        }
      }
    },
  );
});

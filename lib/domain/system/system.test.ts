import { beforeAll, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, type World, world } from "../../test/world.ts";
import { isolationProbe, systemFacts } from "./queries.ts";

const database = freshDatabase();
let all: World;

beforeAll(async () => {
  all = await world();
  await newKey(all.b, ["usage:read"]);
});

test("the probe finds no row of another tenant, and each table's wall forced", async () => {
  const { tables, breached } = await enterAsOperator(all.a, isolationProbe);
  expect(tables.map(({ table }) => table)).toEqual(expect.arrayContaining(["api_key", "member", "tenant", "decision"]));
  expect(breached).toEqual([]);
});

test("the probe names a table whose policy lets everything through, and one whose wall is not forced", async () => {
  const root = await database.asRoot();
  await root.query("CREATE POLICY leak ON api_key USING (true)");
  await root.query("ALTER TABLE member NO FORCE ROW LEVEL SECURITY");
  try {
    const { breached, tables } = await enterAsOperator(all.a, isolationProbe);
    expect(breached).toEqual(["api_key", "member"]);
    expect(tables.find(({ table }) => table === "api_key")?.foreignRows).toBeGreaterThan(0);
  } finally {
    await root.query("DROP POLICY leak ON api_key");
    await root.query("ALTER TABLE member FORCE ROW LEVEL SECURITY");
  }
});

test("the facts are the database's own", async () => {
  const root = await database.asRoot();
  const facts = await enterAsOperator("platform", systemFacts);
  const { rows } = await root.query(
    "SELECT current_setting('server_version') AS version, count(*)::int AS applied FROM _prisma_migrations WHERE finished_at IS NOT NULL GROUP BY 1",
  );
  expect(facts.database.version).toBe(rows[0]?.version);
  expect(facts.migrations.applied).toBe(rows[0]?.applied);
  expect(facts.database.bytes).toBeGreaterThan(1_000_000);
  expect(Math.abs(facts.clockAheadMilliseconds)).toBeLessThan(5_000);
});

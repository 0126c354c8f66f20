import { beforeAll, expect, test } from "vitest";
import { noted } from "../../boot/jobs.ts";
import { runEngine } from "../../db.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, type World, world } from "../../test/world.ts";
import { jobRuns } from "./jobs.ts";
import { isolationProbe, systemFacts } from "./queries.ts";
import { systemStanding } from "./standing.ts";

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

test("the newest month that events have a table of is known", async () => {
  await (await database.asOwner()).query("SELECT ensure_partitions('2031-04-01', '2031-04-01')");
  expect((await enterAsOperator("platform", systemFacts)).lastMonth).toBe("2031-04");
});

test("a job's last run is what every process sees: what it did, or why it failed; one with nothing to do leaves no note", async () => {
  const job = { name: "pruning" as const, everySeconds: 3_600 };
  const told: unknown[] = [];
  const runs = () => enterAsOperator("platform", jobRuns);
  await noted(
    runEngine,
    job,
    (error) => told.push(error),
    async () => null,
  );
  expect(await runs()).toEqual([]);
  await noted(
    runEngine,
    job,
    (error) => told.push(error),
    async () => ({ tenants: 3 }),
  );
  const [run] = await runs();
  expect(run).toMatchObject({ name: "pruning", failure: null, did: { tenants: 3 } });
  expect(Date.parse(run?.nextAt ?? "") - Date.parse(run?.endedAt ?? "")).toBe(3_600_000);
  await noted(
    runEngine,
    job,
    (error) => told.push(error),
    () => Promise.reject(new Error("the disk is full")),
  );
  expect(await runs()).toMatchObject([{ failure: "the disk is full", did: {} }]);
  expect(told).toHaveLength(1);
});

test("a tenant's own scope does not see the jobs", async () => {
  await expect(enterAsOperator(all.a, jobRuns)).rejects.toThrow();
});

test("the standing says the worst first: a wall, a failed job, a month that is missing, a late job, a refusal", async () => {
  const facts = {
    ...(await enterAsOperator("platform", systemFacts)),
    clockAheadMilliseconds: 0,
    lastMonth: "2031-04",
  };
  const probe = { at: "", tables: [], breached: [] };
  const now = new Date("2031-01-01T00:00:00Z");
  const done = (nextAt: string, failure: string | null = null) => [
    { name: "pruning" as const, process: "p", beganAt: nextAt, endedAt: nextAt, failure, did: {}, nextAt },
  ];
  const standing = (...[f, p, r, refused]: [object, object, ReturnType<typeof done>, number]) =>
    systemStanding({ ...facts, ...f }, { ...probe, ...p }, r, [{ name: "Events", refused }], now);
  const well = done("2031-01-01T00:30:00Z");
  expect(standing({}, {}, well, 0).tone).toBe("ok");
  expect(standing({}, { breached: ["member"] }, well, 0)).toMatchObject({
    tone: "bad",
    detail: expect.stringContaining("member"),
  });
  expect(standing({}, {}, done("2031-01-01T00:30:00Z", "no space"), 0)).toMatchObject({
    tone: "bad",
    detail: expect.stringContaining("no space"),
  });
  expect(standing({ lastMonth: "2030-12" }, {}, well, 0).tone).toBe("bad");
  expect(standing({ lastMonth: "2031-01" }, {}, well, 0).tone).toBe("ok");
  expect(standing({}, {}, done("2030-12-31T23:00:00Z"), 0)).toMatchObject({
    tone: "warn",
    detail: expect.stringContaining("late"),
  });
  expect(standing({}, {}, well, 2)).toMatchObject({ tone: "warn", detail: expect.stringContaining("Events") });
  expect(standing({ clockAheadMilliseconds: -9_000 }, {}, well, 0)).toMatchObject({
    tone: "warn",
    detail: expect.stringContaining("9"),
  });
});

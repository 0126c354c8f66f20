import type pg from "pg";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deleteTenant, eraseTenant, restoreTenant } from "../domain/tenants/deletion.ts";
import { identifyKey } from "../gate/endpoint.ts";
import { enterAsOperator, findTenant } from "../gate/enter.ts";
import { v7 } from "../id.ts";
import { freshDatabase } from "../test/database.ts";
import { fillUsage } from "../test/rows.ts";
import { newKey, newMember, newStaff, newTenant, world } from "../test/world.ts";
import type { Run } from "./jobs.ts";
import { tearDownDue, tearDownStep } from "./teardowns.ts";

const database = freshDatabase();
let root: pg.Client;
let engine: pg.Client;
let run: Run;
let made = 0;
let gone: { id: string; slug: string; name: string };
let stays: { id: string; slug: string; name: string };

beforeAll(async () => {
  stays = (await world()).a;
  root = await database.asRoot();
  engine = await database.as("engine");
  run = async <Row extends pg.QueryResultRow>(_: string, text: string, values: unknown[]) =>
    (await engine.query<Row>(text, values)).rows;
  await fillUsage(root, [stays]);
  await newKey(stays, ["usage:read"]);
});

beforeEach(async () => {
  gone = await newTenant(`gone-${++made}`);
  await fillUsage(root, [gone]);
  await newKey(gone, ["usage:read"]);
});

describe("a tear-down", () => {
  test("begins when the grace is over, and not a moment before", async () => {
    await enterAsOperator(gone, (scope) => deleteTenant(scope, {}));
    expect(await tearDownStep(run, gone.id)).toBe("not_due");
    expect(await due()).toEqual([]);
    await enterAsOperator(gone, (scope) => eraseTenant(scope, { slug: gone.slug }));
    expect(await due()).toEqual([gone.id]);
    expect(await tearDownStep(run, gone.id)).toBe("working");
    await expect(enterAsOperator(gone, restoreTenant)).rejects.toMatchObject({ code: "conflict" });
    await tearDownDue(run, fail);
  });

  test("leaves nothing but what is kept, touches no other tenant, and says what it did in which order", async () => {
    await erase();
    const [before, others] = [await counts(gone.id), await counts(stays.id)];
    expect(Object.values(before).filter((rows) => rows > 0).length).toBeGreaterThan(19);
    await tearDownDue(run, fail);

    const after = await counts(gone.id);
    const left = Object.entries(after).filter(([, rows]) => rows > 0);
    expect(left.map(([name]) => name)).toEqual(["audit_entry", "teardown", "teardown_step"]);
    expect(await counts(stays.id)).toEqual(others);

    const steps = await log(gone.id);
    expect([...new Set(steps.map(({ phase }) => phase))]).toEqual([
      "storage",
      "isolation",
      "resources",
      "access",
      "registry",
    ]);
    expect(steps.map(({ done_at }) => done_at.getTime())).toEqual(
      steps.map(({ done_at }) => done_at.getTime()).toSorted((a, b) => a - b),
    );
    for (const { name, rows } of steps) expect([name, Number(rows)]).toEqual([name, before[name]]);
    expect(await scans(gone.id)).toEqual([["audit_entry", "teardown", "teardown_step"]]);
    expect(await findTenant(gone.slug, null)).toBeNull();
    expect(await due()).toEqual([]);
  });

  test("goes on where a process was killed, at whatever step, and counts each row once", async () => {
    const more = Array.from(
      { length: 7 },
      (_, at) => `('${gone.id}', now() - interval '${at} days', now(), 1, now(), 1, '[[0,"s","e","t",null,null]]')`,
    );
    await root.query(
      `INSERT INTO usage_event_batch (tenant_id, time, until, count, received_at, meters_version, events) VALUES ${more.join(", ")}`,
    );
    await erase();
    const before = await counts(gone.id);
    let steps = 0;
    for (let state = "working"; state === "working"; steps++) {
      const doomed = await database.as("engine");
      await doomed.query("BEGIN");
      await doomed.query("SELECT * FROM tear_down($1, 3, $2)", [gone.id, v7()]);
      expect(await tearDownStep(run, gone.id, 3), "another is at it").toBe("busy");
      const [{ pid }] = (await doomed.query("SELECT pg_backend_pid() AS pid")).rows;
      await root.query("SELECT pg_terminate_backend($1)", [pid]);
      await expect
        .poll(async () => (await root.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [pid])).rowCount)
        .toBe(0);
      state = await tearDownStep(run, gone.id, 3);
    }
    expect(steps).toBeGreaterThan(20);
    for (const { name, rows, batches } of await log(gone.id)) {
      expect([name, Number(rows)]).toEqual([name, before[name]]);
      if (name === "usage_event_batch") expect(batches).toBe(4);
    }
    expect(await scans(gone.id)).toEqual([["audit_entry", "teardown", "teardown_step"]]);
  });

  test("takes away what came to a table after its turn, before the tenant is unregistered", async () => {
    await erase();
    await stepsUntil("api_key");
    await root.query("INSERT INTO namespace (tenant_id, id, name) VALUES ($1, $2, 'late')", [gone.id, v7()]);
    await tearDownDue(run, fail);
    expect((await log(gone.id)).find(({ name }) => name === "namespace")).toMatchObject({ rows: "2", batches: 2 });
    expect(await scans(gone.id)).toEqual([["audit_entry", "teardown", "teardown_step"]]);
  });

  test("is not over while its scan finds what the plan can take away, and keeps what the scan found", async () => {
    await erase();
    await stepsUntil(null);
    await root.query("INSERT INTO usage_event_key VALUES ($1, gen_random_uuid(), now())", [gone.id]);
    await tearDownDue(run, fail);
    expect(await scans(gone.id)).toEqual([
      ["audit_entry", "teardown", "teardown_step", "usage_event_key"],
      ["audit_entry", "teardown", "teardown_step"],
    ]);
  });

  test("names the rows of a table that nobody thought of", async () => {
    const owner = await database.asOwner();
    await owner.query(
      "CREATE TABLE note (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id)); SELECT protect_tenant_table('note', '')",
    );
    try {
      expect(await unplanned()).toEqual(["note"]);
      await root.query("INSERT INTO note VALUES ($1, gen_random_uuid())", [gone.id]);
      await erase();
      await tearDownDue(run, fail);
      expect(await scans(gone.id)).toEqual([["audit_entry", "note", "teardown", "teardown_step"]]);
    } finally {
      await owner.query("DROP TABLE note");
    }
  });

  test("of one tenant goes on when another's fails", async () => {
    const failures: unknown[] = [];
    await erase();
    const second = await newTenant(`gone-${++made}`);
    await enterAsOperator(second, (scope) => deleteTenant(scope, {}));
    await enterAsOperator(second, (scope) => eraseTenant(scope, { slug: second.slug }));
    const broken: Run = (name, text, values) =>
      values[0] === gone.id ? Promise.reject(new Error("broken")) : run(name, text, values);
    await tearDownDue(broken, (error) => failures.push(error));
    expect(failures).toHaveLength(1);
    expect(await findTenant(second.slug, null)).toBeNull();
    expect(await findTenant(gone.slug, null)).not.toBeNull();
    await tearDownDue(run, fail);
    expect(await findTenant(gone.slug, null)).toBeNull();
  });
});

describe("after a tear-down", () => {
  test("accounts that belong to nothing else are gone with their sessions, others stay", async () => {
    const only = await newMember(gone, "viewer");
    const both = await newMember(gone, "developer");
    const staff = await newStaff("support");
    for (const [tenant, person] of [
      [stays, both],
      [gone, staff],
    ] as const)
      await root.query(
        "INSERT INTO member (tenant_id, id, person_id, email, name, role) VALUES ($1, $2, $3, 'x', 'x', 'viewer')",
        [tenant.id, v7(), person.id],
      );
    await erase();
    await tearDownDue(run, fail);
    const { rows } = await root.query(
      "SELECT p.id, count(s.*)::int AS sessions FROM person p LEFT JOIN session s ON s.person_id = p.id WHERE p.id = ANY ($1) GROUP BY 1 ORDER BY 1",
      [[only.id, both.id, staff.id]],
    );
    expect(rows).toEqual(
      [both, staff].map(({ id }) => ({ id, sessions: 1 })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect((await root.query("SELECT 1 FROM session WHERE person_id = $1", [only.id])).rowCount).toBe(0);
    // Its owner went as well.
    expect((await log(gone.id)).find(({ name }) => name === "member")).toMatchObject({ rows: "4", accounts: "2" });
  });

  test("its keys are no keys, and its slug is not given to another", async () => {
    const { key } = await newKey(gone, ["usage:read"]);
    await erase();
    await expect(identifyKey(`Bearer ${key}`)).rejects.toMatchObject({ code: "tenant_suspended" });
    await tearDownDue(run, fail);
    await expect(identifyKey(`Bearer ${key}`)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(newTenant(gone.slug, { name: "Another" })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "slug", message: expect.stringContaining("not given again") }],
    });
    expect((await newTenant(`heir-${made}`, { name: gone.name })).status).toBe("Active");
  });

  test("who deleted it, and what was torn down, can still be read", async () => {
    await erase("Contract ended");
    await tearDownDue(run, fail);
    const { rows } = await root.query(
      "SELECT action, actor_kind, reason, after FROM audit_entry WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 4",
      [gone.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "tenant.erased",
      "tenant.teardown_began",
      "tenant.erased_early",
      "tenant.deleted",
    ]);
    expect(rows[0]).toMatchObject({ actor_kind: "system", after: { member: 1, usage_event_batch: 1, tenant: 1 } });
    expect(rows[3]).toMatchObject({ reason: "Contract ended" });
    const [tombstone] = (
      await root.query("SELECT slug, name, deleted_by, reason FROM teardown WHERE tenant_id = $1", [gone.id])
    ).rows;
    expect(tombstone).toEqual({ slug: gone.slug, name: gone.name, deleted_by: "Operator", reason: "Contract ended" });
  });
});

test("every table of tenants is torn down or kept by name", async () => {
  expect(await unplanned(), "call tear_down_table() or keep_table() in the migration that makes the table").toEqual([]);
});

async function erase(reason?: string): Promise<void> {
  await enterAsOperator(gone, (scope) => deleteTenant(scope, { reason }));
  await enterAsOperator(gone, (scope) => eraseTenant(scope, { slug: gone.slug }));
}

async function due(): Promise<string[]> {
  return (await run<{ tenant_id: string }>("due", "SELECT * FROM due_teardowns()", [])).map(
    ({ tenant_id }) => tenant_id,
  );
}

/** Runs steps until this table's is the next, or with null until only the scan is left. */
async function stepsUntil(name: string | null): Promise<void> {
  for (;;) {
    const next = (await log(gone.id)).find((step) => step.done_at === null);
    if (next ? next.name === name : (await log(gone.id)).length > 0) return;
    await tearDownStep(run, gone.id);
  }
}

async function log(id: string) {
  const { rows } = await root.query("SELECT * FROM teardown_step WHERE tenant_id = $1 ORDER BY position", [id]);
  return rows;
}

/** The tables in which each scan found rows. */
async function scans(id: string): Promise<string[][]> {
  const [row] = (await root.query("SELECT scans, done_at FROM teardown WHERE tenant_id = $1", [id])).rows;
  expect(row.done_at).toBeInstanceOf(Date);
  return row.scans.map(({ found }: { found: { name: string }[] }) => found.map(({ name }) => name));
}

async function counts(id: string): Promise<Record<string, number>> {
  const { rows } = await root.query("SELECT name, rows::int FROM tenant_residue($1)", [id]);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}

async function unplanned(): Promise<string[]> {
  const { rows } = await root.query(
    "SELECT r.name FROM tenant_residue(gen_random_uuid()) r FULL JOIN teardown_plan p ON p.name = r.name WHERE p.name IS NULL OR r.name IS NULL",
  );
  return rows.map(({ name }) => name);
}

function fail(error: unknown): never {
  throw error;
}

import { beforeAll, expect, test } from "vitest";
import { acrossTenants, inTenant, type TenantDb } from "../db-people.ts";
import { freshDatabase } from "../test/database.ts";
import { type World, world } from "../test/world.ts";

const database = freshDatabase();
let made: World;
beforeAll(async () => {
  made = await world();
});

const slugs = (db: TenantDb) => db.$queryRaw`SELECT slug FROM tenant`;
const tenants = (db: TenantDb) => db.tenant.findMany({ select: { slug: true } });
const setting = (db: TenantDb) =>
  db.$queryRaw<{ tenant: string; alone: boolean }[]>`
    SELECT current_setting('app.tenant_id', true) AS tenant, pg_current_xact_id_if_assigned() IS NULL AS alone`;

test("the very first statement is inside the transaction and its tenant, whatever kind it is", async () => {
  for (let round = 0; round < 5; round++) {
    expect(await inTenant(made.a.id, slugs)).toEqual([{ slug: made.a.slug }]);
    expect(await inTenant(made.b.id, tenants)).toEqual([{ slug: made.b.slug }]);
    const written = await inTenant(made.a.id, (db) => db.$executeRaw`UPDATE namespace SET name = name`);
    expect(written).toBe(await inTenant(made.a.id, (db) => db.namespace.count()));
  }
});

test("the tenant is gone with the transaction, on every connection", async () => {
  await Promise.all(Array.from({ length: 40 }, () => inTenant(made.a.id, tenants)));
  const after = await Promise.all(
    Array.from({ length: 40 }, () =>
      acrossTenants((db) => db.$queryRaw`SELECT nullif(current_setting('app.tenant_id', true), '') AS tenant`),
    ),
  );
  expect(after).toEqual(after.map(() => [{ tenant: null }]));
  const { pid, left } = await leftBehind();
  expect(pid).toBeGreaterThan(0);
  expect(left).toBe(0);
});

test("a unit of work that asks nothing, or throws before it does, leaves no transaction open", async () => {
  await Promise.all(Array.from({ length: 30 }, () => inTenant(made.a.id, () => Promise.resolve())));
  const failed = Array.from({ length: 30 }, () => inTenant(made.a.id, () => Promise.reject(new Error("early"))));
  expect((await Promise.allSettled(failed)).every(({ status }) => status === "rejected")).toBe(true);
  expect((await leftBehind()).left).toBe(0);
});

test("a first statement that fails takes the transaction with it, and is prepared anew the next time", async () => {
  const broken = (db: TenantDb, by: number) => db.$queryRaw`SELECT 1 / ${by}::int AS n`;
  const clash = (db: TenantDb) => db.namespace.create({ data: { name: made.a.slug } });
  for (let round = 0; round < 4; round++) {
    await expect(inTenant(made.a.id, (db) => broken(db, 0))).rejects.toThrow(/zero/);
    expect(await inTenant(made.a.id, (db) => broken(db, 1))).toEqual([{ n: 1 }]);
    await expect(inTenant(made.a.id, clash)).rejects.toThrow(/Unique constraint/);
    const caught = inTenant(made.a.id, async (db) => {
      await clash(db).catch(() => {});
      return db.namespace.count();
    });
    await expect(caught).rejects.toThrow(/current transaction is aborted/);
  }
  expect(await inTenant(made.a.id, (db) => db.namespace.count({ where: { name: made.a.slug } }))).toBe(1);
});

test("a statement that could not be prepared the first time is not taken for prepared", async () => {
  const owner = await database.asRoot();
  const ask = () => inTenant(made.a.id, (db) => db.namespace.findMany({ select: { name: true }, skip: 0, take: 7 }));
  const all = () => Promise.allSettled(Array.from({ length: 12 }, ask));
  await owner.query("ALTER TABLE namespace RENAME TO away");
  try {
    for (let round = 0; round < 3; round++)
      expect((await all()).every(({ status }) => status === "rejected")).toBe(true);
  } finally {
    await owner.query("ALTER TABLE away RENAME TO namespace");
  }
  for (let round = 0; round < 3; round++)
    expect((await all()).every(({ status }) => status === "fulfilled")).toBe(true);
});

test("statements asked at once stay in the one transaction", async () => {
  const [before, seen, own] = await inTenant(made.a.id, (db) =>
    Promise.all([setting(db), slugs(db), db.namespace.count(), setting(db)]),
  );
  expect(before).toEqual([{ tenant: made.a.id, alone: true }]);
  expect(seen).toEqual([{ slug: made.a.slug }]);
  expect(own).toBe(1);
});

/** Connections of the people's pool that still stand in a transaction. */
async function leftBehind(): Promise<{ pid: number; left: number }> {
  const owner = await database.asRoot();
  const { rows } = await owner.query(
    `SELECT count(*)::int AS pid, (count(*) FILTER (WHERE state LIKE 'idle in%'))::int AS left
     FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tenantry app'`,
  );
  return rows[0];
}

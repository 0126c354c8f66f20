import pg from "pg";
import { beforeAll, expect, test, vi } from "vitest";
import { readInTenant } from "../db-people.ts";
import { freshDatabase } from "../test/database.ts";
import { type World, world } from "../test/world.ts";

const database = freshDatabase();
let made: World;
beforeAll(async () => {
  made = await world();
});

const slugs = "SELECT slug FROM tenant";

test("a read shows its tenant's rows alone, also interleaved with another's on the same connections", async () => {
  const tenants = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? made.a : made.b));
  const read = await Promise.all(tenants.map(({ id }) => readInTenant(id, "slugs", slugs, [])));
  expect(read).toEqual(tenants.map(({ slug }) => [{ slug }]));
});

test("asking for another tenant's row finds none", async () => {
  const named = "SELECT slug FROM tenant WHERE tenant_id = $1";
  expect(await readInTenant(made.a.id, "named", named, [made.b.id])).toEqual([]);
  expect(await readInTenant(made.b.id, "named", named, [made.b.id])).toEqual([{ slug: made.b.slug }]);
});

test("it writes nothing, and a failure leaves its connection good", async () => {
  const write = "UPDATE tenant SET name = 'Other' WHERE tenant_id = $1 RETURNING name";
  await expect(readInTenant(made.a.id, "write", write, [made.a.id])).rejects.toThrow();
  await expect(readInTenant(made.a.id, "broken", "SELECT 1 / ($1::int - 1) AS n", [1])).rejects.toThrow(/zero/);
  await expect(readInTenant("nobody", "slugs", slugs, [])).rejects.toThrow(/uuid/);
  const read = await Promise.all(Array.from({ length: 30 }, () => readInTenant(made.a.id, "slugs", slugs, [])));
  expect(read).toEqual(read.map(() => [{ slug: made.a.slug }]));
});

test("copies of its module share connections, as Next's copy and the server's do", async () => {
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  const copies = [];
  for (let n = 0; n < 2; n++) {
    vi.resetModules();
    copies.push((await import("../tenant-read.ts")).TenantRead);
  }
  expect(copies[0]).not.toBe(copies[1]);
  for (const TenantRead of [...copies, ...copies]) {
    const asked: unknown = pool.query(new TenantRead(made.a.id, "one", "SELECT 1 AS n", []));
    expect(await asked).toMatchObject({ rows: [{ n: 1 }] });
  }
  await pool.end();
});

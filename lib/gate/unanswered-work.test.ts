import { beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../db.ts";
import { inTenant } from "../db-people.ts";
import { isAppError } from "../errors.ts";
import { freshDatabase, secret } from "../test/database.ts";
import { type World, world } from "../test/world.ts";

const database = freshDatabase();
let made: World;
beforeAll(async () => {
  made = await world();
  await closeDatabase();
  openDatabase(`${database.ownerUrl}?connection_limit=1&query_timeout=2000`, secret);
});

test("a unit of work whose end was never answered hands its transaction to nobody", async () => {
  const owner = await database.asRoot();
  // Until this is over the other's statement, and the ROLLBACK behind it, wait longer than the client does.
  await owner.query("BEGIN");
  await owner.query("LOCK TABLE plan IN ACCESS EXCLUSIVE MODE");
  const unanswered = inTenant(made.a.id, async (db) => {
    await db.namespace.create({ data: { name: "never-committed" } });
    await db.plan.findMany();
  });
  await expect(unanswered).rejects.toThrow("The database does not answer");
  await owner.query("COMMIT");

  const next = await answered(() =>
    inTenant(made.b.id, (db) => db.$queryRaw`SELECT pg_current_xact_id_if_assigned()::text AS wrote`),
  );
  expect(next).toEqual([{ wrote: null }]);
  const where = { name: "never-committed" };
  expect(await answered(() => inTenant(made.a.id, (db) => db.namespace.count({ where })))).toBe(0);
});

/** What work comes to, however often a busy machine takes longer over it than the client waits. */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error) || error.code !== "unavailable") throw error;
    }
}

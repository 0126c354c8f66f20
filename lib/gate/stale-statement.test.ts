import { beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../db.ts";
import { inTenant } from "../db-people.ts";
import { freshDatabase, secret } from "../test/database.ts";
import { type World, world } from "../test/world.ts";

const database = freshDatabase();
let made: World;
beforeAll(async () => {
  made = await world();
  await closeDatabase();
  openDatabase(`${database.ownerUrl}?connection_limit=1`, secret);
});

test("a process whose statements a migration made stale goes on after one refusal", async () => {
  const owner = await database.asRoot();
  const names = () => inTenant(made.a.id, (db) => db.namespace.findMany({ select: { name: true } }));
  for (let round = 0; round < 4; round++) expect(await names()).toEqual([{ name: made.a.slug }]);
  await owner.query("ALTER TABLE namespace ALTER COLUMN name TYPE varchar(63)");
  await expect(names()).rejects.toMatchObject({ code: "unavailable" });
  for (let round = 0; round < 4; round++) expect(await names()).toEqual([{ name: made.a.slug }]);
});

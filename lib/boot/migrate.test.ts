import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Service } from "../test/service.ts";
import { applyMigrations } from "./migrate.ts";
import { rootFolder } from "./root-folder.ts";

const product = new Service();
const folder = mkdtempSync(join(tmpdir(), "tenantry-migrations-"));
beforeAll(async () => {
  cpSync(join(rootFolder, "prisma/migrations"), folder, { recursive: true });
  await product.prepare();
  await product.start();
});
afterAll(async () => {
  await product.close();
  rmSync(folder, { recursive: true });
});

test("a migration that fails half-way is taken back whole, blocks no later start, and hurts none that serves", async () => {
  migration("29991231000000_next", "CREATE TABLE half (id int); SELECT 1 / 0;");
  await expect(migrate()).rejects.toThrow(
    /^The migration 29991231000000_next failed and was taken back whole: .*division by zero/,
  );
  expect(await names("SELECT to_regclass('half')::text AS name")).toEqual([{ name: null }]);
  expect(await statuses()).toEqual([200, 200, 200]);

  migration("29991231000000_next", "CREATE TABLE half (id int); SELECT 1;");
  expect(await migrate()).toEqual(["29991231000000_next"]);
  expect(await migrate()).toEqual([]);
});

test("an older process serves on beside a newer migration that adds, and is not started anew", async () => {
  migration(
    "29991231000100_adds",
    "ALTER TABLE tenant ADD COLUMN motto text; ALTER TABLE usage_consumed ADD COLUMN remark text; CREATE INDEX ON decision (tenant_id, at);",
  );
  expect(await migrate()).toEqual(["29991231000100_adds"]);
  expect(await statuses()).toEqual([200, 200, 200]);
  await expect(product.start()).rejects.toThrow(
    "The database is newer than this code (it has the migration 29991231000000_next, 29991231000100_adds)",
  );
  expect(await statuses()).toEqual([200, 200, 200]);
});

async function statuses(): Promise<number[]> {
  const event = JSON.stringify([
    { specversion: "1.0", id: crypto.randomUUID(), source: "t", type: "call", data: { n: 1 } },
  ]);
  const answers = await Promise.all([
    product.consume(),
    product.ask("/quotas"),
    product.ask("/events", { method: "POST", body: event }),
  ]);
  return answers.map((answer) => answer.status);
}

function migration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

function migrate(): Promise<string[]> {
  return applyMigrations(product.database.ownerUrl, names, folder);
}

async function names(sql: string): Promise<{ name: string | null }[]> {
  const owner = await product.database.asOwner();
  return (await owner.query<{ name: string | null }>(sql)).rows;
}

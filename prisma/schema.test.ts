import { PrismaPg } from "@prisma/adapter-pg";
import { expect, test } from "vitest";
import { Prisma, PrismaClient } from "#generated/prisma/client.ts";
import { freshDatabase } from "../lib/test/database.ts";

const database = freshDatabase();

test("every model's columns are in the tables that the migrations make", async () => {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.ownerUrl }) });
  const models = Object.values(Prisma.ModelName).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  expect(models.length).toBeGreaterThan(10);
  for (const model of models) {
    const { findFirst } = Reflect.get(client, model);
    await expect(findFirst(), model).resolves.toBeDefined();
  }
  await client.$disconnect();
});

test("every table of the migrations is a model", async () => {
  const { rows } = await (await database.asRoot()).query(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1",
  );
  const mapped = Object.values(Prisma.ModelName).map((name) => name.replaceAll(/(?<!^)[A-Z]/g, "_$&").toLowerCase());
  expect(rows.map((row) => row.name).filter((name: string) => !name.startsWith("_"))).toEqual(mapped.toSorted());
});

import { beforeAll, expect, test } from "vitest";
import { AppError } from "../errors.ts";
import type { Part } from "../part.ts";
import { freshDatabase } from "../test/database.ts";
import { type World, world } from "../test/world.ts";
import { enterAsOperator, enterStaffAsOperator } from "./enter.ts";
import { type Alone, apart, inParts } from "./parts.ts";
import type { Scope } from "./scope.ts";

freshDatabase();
let made: World;
beforeAll(async () => {
  made = await world();
});

const slug = async (scope: Scope) => (await scope.db.tenant.findFirst())?.slug;
const broken = (scope: Scope) => scope.db.$queryRaw`SELECT 1 / (${0}::int) AS n`;

/** Loads a page of the first tenant; counts how many units of work that took. */
async function load<T>(page: (scope: Scope, alone: Alone<Scope>) => Promise<T>): Promise<[T, number]> {
  let opened = 0;
  const loaded = await inParts<Scope, T>(
    (work) => {
      opened++;
      return enterAsOperator(made.a, work);
    },
    page,
    "request-1",
  );
  return [loaded, opened];
}

test("a page whose parts can all be read is read in one unit of work", async () => {
  const [{ first, second }, opened] = await load(async (_, alone) => ({ first: alone(slug), second: alone(slug) }));
  expect([await first, await second, opened]).toEqual([{ value: "alder" }, { value: "alder" }, 1]);
});

test("a part that fails does so alone, and is not asked again", async () => {
  let asked = 0;
  const [{ core, before, bad, after }] = await load(async (scope, alone) => ({
    core: await slug(scope),
    before: alone(slug),
    bad: alone((own) => {
      asked++;
      return broken(own);
    }),
    after: alone(slug),
  }));
  expect([core, await before, await bad, await after]).toEqual([
    "alder",
    { value: "alder" },
    { failed: "request-1" },
    { value: "alder" },
  ]);
  expect(asked).toBe(1);
});

test("two parts that fail each say so, whatever comes between them", async () => {
  const [parts] = await load(async (_, alone) => [alone(broken), alone(slug), alone(broken)]);
  const settled: Part<unknown>[] = await Promise.all(parts);
  expect(settled.map((part) => "failed" in part)).toEqual([true, false, true]);
});

test("what the whole page rests on fails the page, and so does a refusal in a part", async () => {
  await expect(load(async (scope, alone) => ({ core: await broken(scope), part: alone(slug) }))).rejects.toThrow(
    /zero/,
  );
  const refused = (): Promise<string> => Promise.reject(new AppError("forbidden", "not you"));
  await expect(load(async (_, alone) => ({ part: alone(refused) }))).rejects.toThrow("not you");
});

test("reads across tenants fail alone as they are", async () => {
  const page = await enterStaffAsOperator(async (scope) => {
    const alone = apart(scope, "request-2");
    return Promise.all([
      alone((own) => own.db.$queryRaw`SELECT 1 / (${0}::int)`),
      alone((own) => own.db.tenant.count()),
    ]);
  });
  expect(page).toEqual([{ failed: "request-2" }, { value: 2 }]);
});

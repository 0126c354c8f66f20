import fc from "fast-check";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator, enterStaffAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newTenant, world } from "../../test/world.ts";
import { createPlan } from "../plans/commands.ts";
import { suspendTenant } from "./commands.ts";
import { tenantBatches, tenantCount, tenantPage } from "./list.ts";
import { readCursor, type TenantSort, tenantQuestionOf, tenantSorts } from "./list-model.ts";

const database = freshDatabase();
const base = "tenantry.example";
const slugs = ["alder", "birch"];
let root: pg.Client;

beforeAll(async () => {
  await world();
  await enterAsOperator("platform", (scope) =>
    createPlan(scope, { slug: "free", name: "Free", description: "", position: 0 }),
  );
  const more = (at: number) => ({
    plan: at % 2 ? "free" : "standard",
    isolation: at % 3 ? "Soft" : "Hard",
    region: at % 2 ? "us-east" : "eu-west",
    labels: { tier: at % 2 ? "gold" : "silver", ...(at === 4 ? { beta: "" } : {}) },
  });
  for (let at = 0; at < 12; at++) slugs.push((await newTenant(`cedar-${at}`, more(at))).slug);
  slugs.push((await newTenant("odd", { name: '100 % "sure"_x \\ y', ownerEmail: "per.cent@odd.example" })).slug);
  for (const at of [1, 5, 9]) {
    const tenant = await newTenant(`down-${at}`);
    slugs.push(tenant.slug);
    await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
  }
  root = await database.asRoot();
  // Many made at the same moment: only the slug tells them apart.
  await root.query(
    "UPDATE tenant SET created_at = '2026-11-20T10:00:00Z', updated_at = '2026-11-21T10:00:00Z' WHERE slug LIKE 'cedar%'",
  );
});

const ask = (filter: string, more: object = {}) => ({ ...tenantQuestionOf({ q: filter }), base, limit: 50, ...more });
const found = (filter: string) =>
  enterStaffAsOperator(async (scope) => (await tenantPage(scope, ask(filter))).items.map(({ slug }) => slug));

describe("a filter finds", () => {
  test.each([
    ["ALDER", ["alder"]],
    ["alder works", ["alder"]],
    ["works -cedar -down -birch", ["alder"]],
    ["owner@alder", ["alder"]],
    ["owner:odd.example", ["odd"]],
    ["tier=gold cedar-1", ["cedar-1", "cedar-11"]],
    ["label:beta", ["cedar-4"]],
    ["label:tier=gold,beta -plan:free", ["cedar-4"]],
    ["label:tier=gol", []],
    ["status:suspended", ["down-1", "down-5", "down-9"]],
    ["status:active status:suspended down", ["down-1", "down-5", "down-9"]],
    ["isolation:Hard region:us-east", ["cedar-3", "cedar-9"]],
    ["plan:free isolation:hard", ["cedar-3", "cedar-9"]],
    ["created:2026-11-20 label:beta", ["cedar-4"]],
    ["created:<2026-11-20", []],
    ["-created:2026-11-20 alder", ["alder"]],
    ["updated:2026-11-21 label:beta", ["cedar-4"]],
    ["alder.tenantry.example", ["alder"]],
    ["https://alder.tenantry.example:3000/x?y", ["alder"]],
    ["domain:alder.tenantry.example,birch.tenantry.example", ["alder", "birch"]],
    ["domain:tenantry.example", []],
    ["%", ["odd"]],
    ["_x", ["odd"]],
    ['"\\\\"', ["odd"]],
    ['name:"\\"sure\\""', ["odd"]],
    ["slug:alder name:alder", ["alder"]],
    ["slug:owner", []],
    ["colour:red alder", ["alder"]],
    ["'; DROP TABLE tenant; --", []],
  ])("%s", async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });
});

describe("pages by cursor", () => {
  const walk = async (sort: TenantSort, descending: boolean, limit: number) =>
    enterStaffAsOperator(async (scope) => {
      const pages: string[][] = [];
      const back: string[][] = [];
      const asked = { ...ask(""), sort, descending, limit };
      let page = await tenantPage(scope, asked);
      expect(page.previous).toBeNull();
      for (pages.push(names(page)); page.next; pages.push(names(page)))
        page = await tenantPage(scope, { ...asked, after: readCursor(page.next) });
      for (back.push(names(page)); page.previous; back.unshift(names(page)))
        page = await tenantPage(scope, { ...asked, before: readCursor(page.previous) });
      return { pages, back };
    });

  test("show every tenant once, forwards and backwards, also where the sorted values are equal", async () => {
    const limits = fc.integer({ min: 1, max: 7 });
    const question = fc.tuple(fc.constantFrom(...tenantSorts), fc.boolean(), limits);
    await fc.assert(
      fc.asyncProperty(question, async ([sort, descending, limit]) => {
        const { pages, back } = await walk(sort, descending, limit);
        expect(pages.flat().toSorted()).toEqual(slugs.toSorted());
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        // Backwards the last page decides where the others begin, and the first is always whole.
        expect(back.flat().filter((slug, at, all) => all.indexOf(slug) === at)).toEqual(pages.flat());
      }),
      { numRuns: 25 },
    );
  });

  test("are ordered as they say", async () => {
    const order = async (sort: TenantSort, descending: boolean) => (await walk(sort, descending, 50)).pages.flat();
    for (const sort of tenantSorts)
      expect(await order(sort, true), sort).toEqual((await order(sort, false)).toReversed());
    expect((await order("name", false)).slice(0, 2)).toEqual(["odd", "alder"]);
    expect((await order("status", true)).slice(0, 3)).toEqual(["down-9", "down-5", "down-1"]);
    expect((await order("plan", false)).slice(0, 2)).toEqual(["cedar-1", "cedar-11"]);
  });

  test("begin at the beginning where the address holds no cursor of theirs", async () => {
    // JavaScript reads each of these, and PostgreSQL none.
    const impossible = ["2026-02-30 00:00:00+00", "2026-01-01 10:00:00+99", "0000-01-01 10:00:00+00"].map((at) =>
      JSON.stringify([at, "a"]),
    );
    const cursors = [
      '["x"]',
      '["tomorrow","alder"]',
      "[]",
      "{",
      '["2026-13-45 00:00:00+00","a"]',
      ...impossible,
      '["a\\u0000","b"]',
    ];
    for (const after of cursors) {
      const page = await enterStaffAsOperator((scope) =>
        tenantPage(scope, { ...ask("", { sort: "created", limit: 1 }), after: readCursor(after) }),
      );
      expect(page.previous, after).toBeNull();
    }
  });

  test("in batches are all there are", async () => {
    const all: string[] = [];
    await enterStaffAsOperator(async (scope) => {
      for await (const batch of tenantBatches(scope, ask("cedar", { limit: 5 })))
        all.push(...batch.map(({ slug }) => slug));
    });
    expect(all).toHaveLength(12);
    expect(new Set(all).size).toBe(12);
  });
});

test("the count is exact up to a bound, and beyond it says that it is reckoned", async () => {
  await root.query("ANALYZE tenant");
  const count = (filter: string, max?: number) => enterStaffAsOperator((scope) => tenantCount(scope, ask(filter), max));
  expect(await count("cedar")).toEqual({ count: 12, estimated: false });
  expect(await count("cedar", 12)).toEqual({ count: 12, estimated: false });
  const { count: reckoned, estimated } = await count("", 5);
  expect(estimated).toBe(true);
  expect(reckoned).toBeGreaterThan(5);
});

function names(page: { items: { slug: string }[] }): string[] {
  return page.items.map(({ slug }) => slug);
}

import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator, enterStaffAsOperator, enterTenant, type Person } from "../../gate/enter.ts";
import type { Permission } from "../../gate/permissions.ts";
import type { Scope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { newStaff, newTenant, somewhere, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { createPlan } from "../plans/commands.ts";
import { addLabel, changePlan, previewBulk, removeLabel } from "./bulk.ts";
import { AddLabel, type BulkAct } from "./bulk-model.ts";
import { suspendTenant } from "./commands.ts";
import type { TenantView } from "./model.ts";
import { tenantDetail } from "./queries.ts";

const database = freshDatabase();
let many: TenantView[];

beforeAll(async () => {
  await world();
  await enterAsOperator("platform", (scope) =>
    createPlan(scope, { slug: "team", name: "Team", description: "", position: 1 }),
  );
  many = [];
  for (const [at, labels] of [{ tier: "gold" }, { tier: "silver" }, full(), {}].entries())
    many.push(await newTenant(`many-${at}`, { labels, plan: at === 3 ? "team" : "standard" }));
  const [, second] = many;
  if (second) await enterAsOperator(second, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
  const root = await database.asRoot();
  await root.query("UPDATE tenant SET status = 'Terminating' WHERE slug = 'birch'");
});

const preview = (act: BulkAct, filter = "many") =>
  enterStaffAsOperator((scope) => previewBulk(scope, { act, filter, base: "tenantry.example" }));

describe("a dry run", () => {
  test.each<[act: BulkAct, would: string[], refused: [string, number][]]>([
    [{ act: "suspend" }, ["many-0", "many-2", "many-3"], [["A tenant that is Suspended cannot become Suspended", 1]]],
    [{ act: "resume" }, ["many-1"], [["Only a suspended tenant can be resumed; this one is Active", 3]]],
    [{ act: "plan", plan: "team" }, ["many-0", "many-1", "many-2"], [["It is on this plan already", 1]]],
    [
      { act: "label", key: "tier", value: "gold" },
      ["many-1", "many-3"],
      [
        ["It has this label already", 1],
        ["It has 32 labels, the most there can be", 1],
      ],
    ],
    [{ act: "unlabel", key: "tier" }, ["many-0", "many-1"], [["It has no label tier", 2]]],
  ])("of %o says whom it would change and whom not", async (act, would, refused) => {
    const found = await preview(act);
    expect(found.total).toBe(4);
    expect(found.would).toEqual(would);
    expect(found.refused.map(({ why, count }) => [why, count])).toEqual(refused);
  });

  test("refuses what is being deleted, and asks only about those it was given", async () => {
    const act = { act: "unlabel", key: "tier" } as const;
    expect((await preview(act, "birch")).refused).toMatchObject([{ why: "It is being deleted; restore it first" }]);
    const chosen = await enterStaffAsOperator((scope) =>
      previewBulk(scope, { act, slugs: ["many-0", "alder", "nobody"], filter: "", base: "tenantry.example" }),
    );
    expect(chosen).toMatchObject({ total: 2, would: ["many-0"] });
  });

  test("changes nothing", async () => {
    const before = await enterStaffAsOperator((scope) => scope.db.tenant.findMany({ orderBy: { slug: "asc" } }));
    await preview({ act: "suspend" });
    await preview({ act: "plan", plan: "team" });
    expect(await enterStaffAsOperator((scope) => scope.db.tenant.findMany({ orderBy: { slug: "asc" } }))).toEqual(
      before,
    );
  });
});

describe("a run", () => {
  test("changes tenants one by one, each with its own audit entry, and what one refuses the others do not feel", async () => {
    const admin = await newStaff("admin");
    const tenants = [await newTenant("run-a"), await newTenant("run-b", { plan: "team" }), await newTenant("run-c")];
    const outcomes = await each(admin, tenants, "tenants:write", (scope) => changePlan(scope, { plan: "team" }));
    expect(outcomes).toEqual(["done", "conflict", "done"]);
    for (const [at, tenant] of tenants.entries()) {
      const { items } = await enterAsOperator(tenant, (scope) => auditEntries(scope));
      const changes = items.filter(({ action }) => action === "tenant.updated");
      expect(changes).toHaveLength(at === 1 ? 0 : 1);
      if (at !== 1)
        expect(changes).toMatchObject([
          { actorName: "admin", changes: [{ field: "plan", from: "Standard", to: "Team" }] },
        ]);
      expect((await enterAsOperator(tenant, tenantDetail)).plan.slug).toBe("team");
    }
  });

  test("is for those alone who may do it to one", async () => {
    const tenant = await newTenant("guarded");
    const [support, billing] = [await newStaff("support"), await newStaff("billing")];
    const label = (scope: Scope) => addLabel(scope, { key: "tier", value: "gold" });
    expect(await each(support, [tenant], "tenants:write", label)).toEqual(["forbidden"]);
    expect(await each(billing, [tenant], "tenants:suspend", (scope) => suspendTenant(scope, { reason: "x" }))).toEqual([
      "forbidden",
    ]);
    expect(await each(support, [tenant], "tenants:suspend", (scope) => suspendTenant(scope, { reason: "x" }))).toEqual([
      "done",
    ]);
    expect((await enterAsOperator(tenant, tenantDetail)).labels).toEqual({});
  });

  test("raced by others loses no label and does nothing twice", async () => {
    const tenant = await newTenant("raced-labels", { labels: { old: "1" } });
    const add = (key: string) => enterAsOperator(tenant, (scope) => addLabel(scope, { key, value: "x" }));
    const all = await Promise.allSettled([
      ...["a", "b", "c", "d", "a"].map(add),
      enterAsOperator(tenant, (scope) => removeLabel(scope, { key: "old" })),
    ]);
    expect(all.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect((await enterAsOperator(tenant, tenantDetail)).labels).toEqual({ a: "x", b: "x", c: "x", d: "x" });
    const { items } = await enterAsOperator(tenant, (scope) => auditEntries(scope));
    expect(items.filter(({ action }) => action === "tenant.updated")).toHaveLength(5);
  });

  test("never puts a thirty-third label on a tenant, however many come at once", async () => {
    const tenant = await newTenant("filling", { labels: Object.fromEntries(Object.entries(full()).slice(0, 30)) });
    const all = await Promise.allSettled(
      ["x", "y", "z"].map((key) => enterAsOperator(tenant, (scope) => addLabel(scope, { key, value: "" }))),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(Object.keys((await enterAsOperator(tenant, tenantDetail)).labels)).toHaveLength(32);
  });
});

test("a label is refused as it is where a tenant is edited", () => {
  const paths = (input: object) => AddLabel.safeParse(input).error?.issues.map(({ path }) => path.join("."));
  expect(paths({ key: "Tier", value: "gold" })).toEqual(["key"]);
  expect(paths({ key: "tier", value: "x".repeat(64) })).toEqual(["value"]);
  expect(paths({ key: "tier", value: "gold" })).toBeUndefined();
});

async function each(
  person: Person,
  tenants: TenantView[],
  permission: Permission,
  command: (scope: Scope) => Promise<unknown>,
): Promise<string[]> {
  const outcomes: string[] = [];
  for (const { slug } of tenants) {
    const entered = enterTenant(person, "platform", somewhere, permission, slug, command);
    outcomes.push(
      await entered.then(
        () => "done",
        (error: { code: string }) => error.code,
      ),
    );
  }
  return outcomes;
}

function full(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`label-${at}`, String(at)]));
}

import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { keyPage, keyUse } from "../domain/keys/queries.ts";
import { tenantDetail } from "../domain/tenants/queries.ts";
import { freshDatabase } from "../test/database.ts";
import { tenantTables } from "../test/walls.ts";
import { newKey, newMember, newStaff, somewhere, type World, world } from "../test/world.ts";
import { enterTenant, type Person, viewPlatform, viewTenant } from "./enter.ts";
import type { TenantOfScope, ViewScope } from "./scope.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let admin: Person;
let theirs: string;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  admin = await newStaff("admin");
  await newKey(all.a, ["usage:write"]);
  ({ id: theirs } = await newKey(all.b, ["usage:write"]));
});

const views: Record<string, (scope: ViewScope) => Promise<unknown>> = {
  "the page of keys": (scope) => keyPage(scope, {}),
  "a key's use": (scope) => keyUse(scope, { id: theirs }).catch((error: Error) => error.message),
  "the tenant": tenantDetail,
};

const look = <T>(tenant: TenantOfScope, work: (scope: ViewScope) => Promise<T>) =>
  viewTenant(admin, "platform", somewhere, "tenants:read", tenant.slug, work);

describe.each(Object.entries(views))("%s", (_, view) => {
  test("is the same in a transaction as without one", async () => {
    const within = await enterTenant(admin, "platform", somewhere, "tenants:read", "birch", view);
    expect(await look(all.b, view)).toEqual(within);
  });

  test("shows one tenant by the policies alone", async () => {
    const [own, unfiltered] = [await look(all.a, view), await look(all.a, (scope) => view(blunted(scope)))];
    expect(unfiltered).toEqual(own);
    expect(await look(all.b, view)).not.toEqual(own);
  });

  test("shows one tenant by its own filter alone", async () => {
    const own = await look(all.a, view);
    await setRowLevelSecurity("DISABLE");
    try {
      expect(await look(all.a, view)).toEqual(own);
      expect(await look(all.a, (scope) => view(blunted(scope)))).not.toEqual(own);
    } finally {
      await setRowLevelSecurity("ENABLE");
    }
  });
});

describe("who may look:", () => {
  const load = () => Promise.resolve("loaded");
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "loaded",
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
    );

  test("a stranger, a member without the right and one of a closed console may not", async () => {
    const [owner, viewer] = [await newMember(all.a, "owner"), await newMember(all.a, "viewer")];
    expect(await codeOf(viewTenant(owner, "console", somewhere, "keys:read", "birch", load))).toBe("not_found");
    expect(await codeOf(viewTenant(owner, "platform", somewhere, "keys:read", "alder", load))).toBe("not_found");
    expect(await codeOf(viewPlatform(owner, somewhere, "keys:read", load))).toBe("not_found");
    expect(await codeOf(viewTenant(viewer, "console", somewhere, "keys:write", "alder", load))).toBe("forbidden");
    expect(await codeOf(viewTenant(owner, "console", somewhere, "keys:read", "alder", load))).toBe("loaded");
    await root.query("UPDATE tenant SET status = 'Suspended' WHERE slug = 'alder'");
    try {
      expect(await codeOf(viewTenant(owner, "console", somewhere, "keys:read", "alder", load))).toBe(
        "tenant_suspended",
      );
    } finally {
      await root.query("UPDATE tenant SET status = 'Active' WHERE slug = 'alder'");
    }
  });

  test("two tenants that are looked at at once never see each other", async () => {
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (__, at) => {
        const tenant = at % 2 === 0 ? all.a : all.b;
        const { slug } = await look(tenant, tenantDetail);
        return slug === tenant.slug;
      }),
    );
    expect(seen.every(Boolean)).toBe(true);
  });
});

/** A scope whose statements no longer name their tenant. */
function blunted(scope: ViewScope): ViewScope {
  return {
    ...scope,
    read: (name, text, values) => {
      const without = text.replaceAll(/\b(?:\w+\.)?tenant_id = \$1::uuid/g, "$1::uuid IS NOT NULL");
      if (without === text) throw new Error(`${name} does not name its tenant`);
      return scope.read(`${name} without`, without, values);
    },
  };
}

async function setRowLevelSecurity(state: "ENABLE" | "DISABLE"): Promise<void> {
  for (const table of await tenantTables(root)) await root.query(`ALTER TABLE ${table} ${state} ROW LEVEL SECURITY`);
}

import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTenant } from "../db-people.ts";
import { createTenant } from "../domain/tenants/commands.ts";
import { AppError } from "../errors.ts";
import { freshDatabase, owners } from "../test/database.ts";
import { tenantTables } from "../test/walls.ts";
import {
  newKey,
  newMember,
  newStaff,
  newTenant,
  somewhere,
  tenantInput,
  tenantToBe,
  type World,
  world,
} from "../test/world.ts";
import { enterAsOperator, enterPlatform, enterStaff, enterTenant, type Person } from "./enter.ts";
import { permissions } from "./permissions.ts";

describe.each(owners)("through the gate, in a database of an %s owner,", (owner) => {
  const database = freshDatabase(owner);
  let all: World;
  let root: pg.Client;

  beforeAll(async () => {
    all = await world();
    for (const tenant of [all.a, all.b]) await newKey(tenant, ["usage:write"]);
    root = await database.asRoot();
  });

  describe("the policies hold alone:", () => {
    test("a query without any filter sees one tenant", async () => {
      const ids = await enterAsOperator(
        all.a,
        ({ db }) =>
          db.$queryRaw<
            { id: string }[]
          >`SELECT DISTINCT tenant_id AS id FROM member UNION SELECT tenant_id FROM api_key UNION SELECT tenant_id FROM tenant`,
      );
      expect(ids).toEqual([{ id: all.a.id }]);
    });

    test("a write without any filter changes one tenant", async () => {
      expect(await enterAsOperator(all.a, ({ db }) => db.$executeRaw`UPDATE api_key SET name = 'changed'`)).toBe(1);
      const names = await enterAsOperator(all.b, ({ db }) => db.apiKey.findMany({ select: { name: true } }));
      expect(names).toEqual([{ name: "test" }]);
    });

    test("a row for another tenant is refused", async () => {
      const write = enterAsOperator(
        all.a,
        ({ db }) =>
          db.$executeRaw`INSERT INTO namespace (tenant_id, id, name) VALUES (${all.b.id}::uuid, gen_random_uuid(), 'x')`,
      );
      await expect(write).rejects.toThrow(/row-level security/);
    });

    test("a nested read, which no extension sees, ends at the tenant", async () => {
      const plan = await enterAsOperator(all.a, ({ db }) => db.plan.findFirst({ include: { tenants: true } }));
      expect(plan?.tenants.map((each) => each.slug)).toEqual(["alder"]);
    });
  });

  describe("the extension holds alone:", () => {
    beforeAll(() => setRowLevelSecurity(root, "DISABLE"));
    afterAll(() => setRowLevelSecurity(root, "ENABLE"));

    test("the policies are really gone", async () => {
      const rows = await enterAsOperator(
        all.a,
        ({ db }) => db.$queryRaw<{ id: string }[]>`SELECT tenant_id AS id FROM tenant`,
      );
      expect(rows.length).toBe(2);
    });

    test("every kind of read sees one tenant", async () => {
      const theirs = await enterAsOperator(all.b, ({ db }) => db.apiKey.findFirstOrThrow());
      await enterAsOperator(all.a, async ({ db }) => {
        expect((await db.apiKey.findMany()).map((each) => each.tenantId)).toEqual([all.a.id]);
        expect(await db.tenant.findMany({ select: { slug: true } })).toEqual([{ slug: "alder" }]);
        expect(await db.apiKey.findFirst({ where: { id: theirs.id } })).toBeNull();
        expect(await db.apiKey.findMany({ where: { tenantId: all.b.id } })).not.toContainEqual(theirs);
        const unique = { tenantId_id: { tenantId: all.b.id, id: theirs.id } };
        expect(await db.apiKey.findUnique({ where: unique })).toBeNull();
        expect(
          await db.apiKey.findFirst({
            where: { AND: [{ id: theirs.id }], OR: [{ id: theirs.id }, { tenantId: all.b.id }] },
          }),
        ).toBeNull();
        expect(await db.apiKey.count()).toBe(1);
        expect((await db.apiKey.aggregate({ _count: true }))._count).toBe(1);
        expect(await db.apiKey.groupBy({ by: ["tenantId"], _count: true })).toHaveLength(1);
      });
    });

    test("every kind of write touches one tenant", async () => {
      const theirs = await enterAsOperator(all.b, ({ db }) => db.namespace.findFirstOrThrow());
      await rolledBack(all.a, async (db) => {
        expect(await db.namespace.updateMany({ data: { name: "mine" } })).toEqual({ count: 1 });
        expect(await db.namespace.updateMany({ where: { id: theirs.id }, data: { name: "stolen" } })).toEqual({
          count: 0,
        });
      });
      await rolledBack(all.a, async (db) => {
        const made = await db.namespace.create({ data: { tenantId: all.b.id, name: "given" } });
        expect(made.tenantId).toBe(all.a.id);
        await db.namespace.createMany({ data: [{ tenantId: all.b.id, name: "more" }] });
        expect((await db.namespace.findMany()).every((each) => each.tenantId === all.a.id)).toBe(true);
      });
      const key = { tenantId_id: { tenantId: all.b.id, id: theirs.id } };
      await expect(
        enterAsOperator(all.a, ({ db }) => db.namespace.update({ where: key, data: { name: "stolen" } })),
      ).rejects.toThrow();
      await expect(enterAsOperator(all.a, ({ db }) => db.namespace.delete({ where: key }))).rejects.toThrow();
      expect(await enterAsOperator(all.b, ({ db }) => db.namespace.findMany({ select: { name: true } }))).toEqual([
        { name: "birch" },
      ]);
    });

    test("a row cannot be moved to another tenant", async () => {
      const moved = { tenantId: all.b.id };
      await rolledBack(all.a, async (db) => {
        await db.namespace.updateMany({ data: moved });
        await db.apiKey.updateMany({ data: moved });
        expect(await db.namespace.count()).toBe(1);
        expect(await db.apiKey.count()).toBe(1);
      });
    });
  });

  describe("who may enter:", () => {
    let owner: Person;
    let viewer: Person;
    const load = () => Promise.resolve("loaded");
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "loaded",
        (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)),
      );

    beforeAll(async () => {
      owner = await newMember(all.a, "owner");
      viewer = await newMember(all.a, "viewer");
    });

    test("another tenant and one that does not exist are the same to a stranger", async () => {
      for (const surface of ["console", "platform"] as const) {
        const foreign = await codeOf(enterTenant(owner, surface, somewhere, "overview:read", "birch", load));
        expect(foreign).toBe("not_found: Not found");
        expect(await codeOf(enterTenant(owner, surface, somewhere, "overview:read", "nowhere", load))).toBe(foreign);
      }
      expect(await codeOf(enterTenant(owner, "console", somewhere, "overview:read", "a\0b", load))).toBe(
        "not_found: Not found",
      );
    });

    test("a member without the right is told so, and nothing else", async () => {
      expect(await codeOf(enterTenant(viewer, "console", somewhere, "keys:write", "alder", load))).toBe(
        "forbidden: This needs the permission keys:write",
      );
      expect(await codeOf(enterTenant(viewer, "console", somewhere, "usage:read", "alder", load))).toBe("loaded");
    });

    test("a member is nobody on the platform, whatever the permission", async () => {
      for (const permission of Object.keys(permissions) as (keyof typeof permissions)[]) {
        expect(await codeOf(enterTenant(owner, "platform", somewhere, permission, "alder", load))).toBe(
          "not_found: Not found",
        );
        expect(await codeOf(enterStaff(owner, somewhere, permission, load))).toBe("not_found: Not found");
        expect(await codeOf(enterPlatform(owner, somewhere, permission, load))).toBe("not_found: Not found");
      }
    });

    test("staff are strangers in a console until they are members, and read-only across tenants", async () => {
      const admin = await newStaff("admin");
      expect(await codeOf(enterTenant(admin, "console", somewhere, "overview:read", "alder", load))).toBe(
        "not_found: Not found",
      );
      expect(await codeOf(enterTenant(admin, "platform", somewhere, "tenants:write", "alder", load))).toBe("loaded");
      const write = enterStaff(admin, somewhere, "tenants:read", ({ db }) =>
        db.tenant.updateMany({ data: { name: "taken" } }),
      );
      await expect(write).rejects.toThrow(/permission denied/);
    });

    test("a work unit's rights are asked again inside", async () => {
      await enterTenant(viewer, "console", somewhere, "usage:read", "alder", async (scope) => {
        expect([scope.can("usage:read"), scope.can("keys:write"), scope.can("tenants:write")]).toEqual([
          true,
          false,
          false,
        ]);
      });
    });
  });

  describe("one unit of work is one transaction:", () => {
    test("what throws leaves nothing behind, and its connection goes back clean", async () => {
      const before = await enterAsOperator(all.a, ({ db }) => db.namespace.count());
      const failures = Array.from({ length: 40 }, (_, at) =>
        enterAsOperator(all.a, async ({ db }) => {
          await db.namespace.createMany({ data: { name: `left-${at}` } });
          if (at % 2 === 0) throw new Error("after a write");
          await db.$queryRawUnsafe("SELECT 1 / 0");
        }),
      );
      expect((await Promise.allSettled(failures)).every((each) => each.status === "rejected")).toBe(true);
      expect(await enterAsOperator(all.a, ({ db }) => db.namespace.count())).toBe(before);
      const seen = await Promise.all(
        Array.from({ length: 40 }, () =>
          inTenant(all.b.id, (db) => db.$queryRaw<{ slug: string }[]>`SELECT slug FROM tenant`),
        ),
      );
      expect(new Set(seen.flat().map((each) => each.slug))).toEqual(new Set(["birch"]));
    });

    test("only a tenant's id opens one", async () => {
      for (const id of ["", "x", `${all.a.id}'; DROP TABLE member; --`, all.a.id.toUpperCase()]) {
        await expect(inTenant(id, () => Promise.resolve())).rejects.toThrow(TypeError);
      }
    });

    test("fifty tenants interleaved each see themselves alone", async () => {
      const many = [];
      for (let at = 0; at < 50; at++) many.push(await newTenant(`many-${at}`));
      const visits = many.flatMap((tenant) =>
        [1, 2, 3].map(async (round) => {
          await enterAsOperator(tenant, async ({ db }) => {
            await db.namespace.createMany({ data: { name: `${tenant.slug}-${round}` } });
            expect(await db.$queryRaw`SELECT slug FROM tenant`).toEqual([{ slug: tenant.slug }]);
            const names = await db.namespace.findMany({ select: { name: true } });
            expect(names.every(({ name }) => name === tenant.slug || name.startsWith(`${tenant.slug}-`))).toBe(true);
          });
        }),
      );
      await Promise.all(visits);
      for (const tenant of many) expect(await enterAsOperator(tenant, ({ db }) => db.namespace.count())).toBe(4);
    });
  });

  test("what a duplicate says names what was typed, and nothing of who has it", async () => {
    const input = tenantInput("other", { name: "BIRCH works" });
    const duplicate = enterAsOperator(tenantToBe(input), (scope) => createTenant(scope, input));
    const error = await duplicate.catch((each: unknown) => each);
    expect(error).toMatchObject({
      code: "conflict",
      errors: [{ path: "name", message: "Another tenant has this name already" }],
    });
    expect(JSON.stringify(error)).not.toMatch(/birch|tenant_name_key|INSERT|alder/i);
  });
});

async function setRowLevelSecurity(root: pg.Client, state: "ENABLE" | "DISABLE"): Promise<void> {
  for (const table of await tenantTables(root)) await root.query(`ALTER TABLE ${table} ${state} ROW LEVEL SECURITY`);
}

type Db = Parameters<Parameters<typeof inTenant>[1]>[0];

/** Runs work and takes it back, so that tests do not see each other's rows. */
async function rolledBack(
  tenant: { id: string; slug: string; name: string },
  work: (db: Db) => Promise<void>,
): Promise<void> {
  const done = new Error("taken back");
  await enterAsOperator(tenant, async ({ db }) => {
    await work(db);
    throw done;
  }).catch((error: unknown) => {
    if (error !== done) throw error;
  });
}

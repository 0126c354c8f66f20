import fc from "fast-check";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { enterTenantWithKey, identifyKey, requireScope, tenantOf } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import { noteKeyUse, writeKeyUses } from "../../gate/key-uses.ts";
import { findKeyOwner } from "../../gate/keys.ts";
import { PLATFORM_ID } from "../../id.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { suspendTenant } from "../tenants/commands.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { createKey, revokeKey } from "./commands.ts";
import { CreateKey } from "./model.ts";
import { keys } from "./queries.ts";
import { newKey as freshKey, tenantOfKey } from "./secret.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

const identify = (key: string) => identifyKey(`Bearer ${key}`);

describe("a key", () => {
  test("is kept as its SHA-256 alone, and shown this once", async () => {
    const { id, key } = await newKey(all.a, ["usage:write"]);
    const { rows } = await root.query("SELECT k::text AS text, length(hash) AS bytes FROM api_key k WHERE id = $1", [
      id,
    ]);
    expect(rows[0].bytes).toBe(32);
    expect(rows[0].text).not.toContain(key.slice(9, 42));
    const [shown] = await enterAsOperator(all.a, (scope) => keys(scope));
    expect(shown).toMatchObject({ id, start: key.slice(0, 9), last4: key.slice(42, 46), state: "active" });
    expect(Object.keys(shown ?? {})).not.toContain("hash");
  });

  test("says who it is, and when it was last used", async () => {
    const { id, key } = await newKey(all.a, ["usage:read", "usage:write"]);
    expect(await identify(key)).toMatchObject({
      id,
      scopes: ["usage:read", "usage:write"],
      ownerId: all.a.id,
      tenant: { slug: "alder", status: "Active" },
    });
    noteKeyUse({ id, ownerId: all.a.id }, "192.0.2.9", null);
    await writeKeyUses();
    const [shown] = await enterAsOperator(all.a, (scope) => keys(scope));
    expect(shown).toMatchObject({ lastUsedAt: expect.any(Date), lastUsedIp: "192.0.2.9", lastRefusal: null });
  });

  test("is refused when it was revoked, at the next request", async () => {
    const { id, key } = await newKey(all.a, ["usage:read"]);
    await enterAsOperator(all.a, (scope) => revokeKey(scope, { id }));
    await expect(identify(key)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(enterAsOperator(all.a, (scope) => revokeKey(scope, { id }))).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("is refused when it is over", async () => {
    const { id, key } = await newKey(all.a, ["usage:read"], 7);
    await root.query("UPDATE api_key SET expires_at = now() WHERE id = $1", [id]);
    await expect(identify(key)).rejects.toMatchObject({ code: "unauthenticated" });
    const shown = await enterAsOperator(all.a, (scope) => keys(scope));
    expect(shown.find((each) => each.id === id)?.state).toBe("expired");
  });

  test("cannot be revoked by another tenant, nor seen", async () => {
    const { id, key } = await newKey(all.a, ["usage:read"]);
    await expect(enterAsOperator(all.b, (scope) => revokeKey(scope, { id }))).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await enterAsOperator(all.b, (scope) => keys(scope))).toEqual([]);
    expect(await identify(key)).toMatchObject({ id });
    expect(await findKeyOwner(id)).toEqual({ id: all.a.id, slug: "alder", name: all.a.name });
  });

  test("of a suspended tenant is told so", async () => {
    const tenant = await newTenant("cut");
    const { key } = await newKey(tenant, ["usage:read"]);
    await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
    await expect(identify(key)).rejects.toMatchObject({ code: "tenant_suspended" });
  });

  test.each(["", "Bearer", "Bearer x", "Basic abc", "Bearer tk_", `Bearer ${freshKey(PLATFORM_ID)}`, "Bearer a b"])(
    "that is none, %j, is unauthenticated",
    async (header) => {
      await expect(identifyKey(header)).rejects.toMatchObject({ code: "unauthenticated" });
    },
  );

  test("opens its own tenant only, even when its end names another's", async () => {
    const { key } = await newKey(all.a, ["usage:read"]);
    const forged = key.slice(0, 46) + freshKey(all.b.id).slice(46);
    expect(tenantOfKey(forged)).toBe(all.b.id);
    await expect(identify(forged)).rejects.toMatchObject({ code: "unauthenticated" });
    const mine = await identify(key);
    expect(await tenantOf(mine, "alder")).toMatchObject({ id: all.a.id });
    for (const named of ["birch", "nowhere", ""])
      await expect(tenantOf(mine, named), named).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a key's scopes", () => {
  test("are those it was given and no more", async () => {
    const key = await identify((await newKey(all.a, ["usage:read"])).key);
    expect(() => requireScope(key, "usage:read")).not.toThrow();
    expect(() => requireScope(key, "usage:write")).toThrow(expect.objectContaining({ code: "forbidden" }));
    await expect(async () =>
      enterTenantWithKey(key, somewhere, "tenants:read", all.a, tenantDetail),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("of a tenant's key are never the platform's, whatever its row says", async () => {
    await expect(newKey(all.a, ["tenants:write"])).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "scopes" }],
    });
    const { id, key } = await newKey(all.a, ["usage:read"]);
    await root.query("UPDATE api_key SET scopes = ARRAY['tenants:write', 'members:write'] WHERE id = $1", [id]);
    const forged = await identify(key);
    expect(() => requireScope(forged, "tenants:write")).toThrow(expect.objectContaining({ code: "forbidden" }));
    expect(() => requireScope(forged, "members:write")).toThrow(expect.objectContaining({ code: "forbidden" }));
  });

  test("of a platform key reach any tenant that it names", async () => {
    const key = await identify((await newKey("platform", ["tenants:read", "usage:write"])).key);
    expect(key).toMatchObject({ ownerId: PLATFORM_ID, tenant: null });
    expect(await tenantOf(key, "birch")).toMatchObject({ id: all.b.id });
    await expect(tenantOf(key, "nowhere")).rejects.toMatchObject({ code: "not_found" });
    await expect(tenantOf(key, undefined)).rejects.toMatchObject({ code: "invalid" });
  });

  test("must be given", () => {
    expect(CreateKey.safeParse({ name: "x", scopes: [] }).success).toBe(false);
    expect(CreateKey.safeParse({ name: "x", scopes: ["usage:read"], tenantId: all.b.id }).success).toBe(false);
    expect(CreateKey.parse({ name: "x", scopes: ["usage:read"] }).expiresInDays).toBe(90);
  });
});

test("a key and its audit entry stand or fall together", async () => {
  const before = await root.query(
    "SELECT (SELECT count(*) FROM api_key) AS keys, (SELECT count(*) FROM audit_entry) AS entries",
  );
  const failing = enterAsOperator(all.a, async (scope) => {
    await createKey(scope, { name: "lost", scopes: ["usage:read"], expiresInDays: null });
    throw new Error("afterwards");
  });
  await expect(failing).rejects.toThrow("afterwards");
  const after = await root.query(
    "SELECT (SELECT count(*) FROM api_key) AS keys, (SELECT count(*) FROM audit_entry) AS entries",
  );
  expect(after.rows).toEqual(before.rows);
});

describe("a key's form", () => {
  test("gives every tenant's id back, and never two tenants one key", () => {
    fc.assert(fc.property(fc.uuid(), (id) => tenantOfKey(freshKey(id)) === id));
    expect(tenantOfKey(freshKey(PLATFORM_ID))).toBe(PLATFORM_ID);
    expect(new Set(Array.from({ length: 500 }, () => freshKey(PLATFORM_ID))).size).toBe(500);
  });

  test("of any text is an id or nothing, and never throws", () => {
    const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split("");
    const likely = fc
      .array(fc.constantFrom(...letters), { minLength: 65, maxLength: 65 })
      .map((each) => `tk_${each.join("")}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (text) => {
        const id = tenantOfKey(text);
        expect(id === null || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)).toBe(true);
      }),
    );
    expect(tenantOfKey(`tk_${"z".repeat(65)}`)).toBeNull();
  });
});

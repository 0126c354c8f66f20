import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Relay } from "../../bench/relay.ts";
import { createApi } from "../api/app.ts";
import { closeDatabase, openDatabase } from "../db.ts";
import { createKey, revokeKey } from "../domain/keys/commands.ts";
import { createTenant, resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import { tenantDetail } from "../domain/tenants/queries.ts";
import { PLATFORM_ID } from "../id.ts";
import { freshDatabase, secret } from "../test/database.ts";
import type { Deed } from "../test/elsewhere.ts";
import { isTest, repository } from "../test/modules.ts";
import { newKey, newTenant, tenantInput, tenantToBe, type World, world } from "../test/world.ts";
import { memory } from "./changes.ts";
import { enterAsOperator } from "./enter.ts";
import type { TenantOfScope } from "./scope.ts";

const database = freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let all: World;
let other: ChildProcess;
let relay: Relay;

beforeAll(async () => {
  all = await world();
  // From here on this process reaches the database through a relay; the other one does not.
  await closeDatabase();
  const through = await Relay.before(database.ownerUrl);
  relay = through.relay;
  openDatabase(through.url, secret);
  const program = join(import.meta.dirname, "../test/elsewhere.ts");
  other = fork(program, [JSON.stringify({ ownerUrl: database.ownerUrl, secret })]);
});
afterAll(async () => {
  other.disconnect();
  await relay.close();
});

const ask = async (path: string, key: string) => {
  const response = await api.request(`/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, body: await response.json() };
};
const fresh = (is: boolean) => expect.poll(() => memory().isFresh, { timeout: 20_000 }).toBe(is);

/** Done by another process of the product, whose commit is the only thing that this one can know of it. */
async function elsewhere(tenant: TenantOfScope, deed: Deed): Promise<void> {
  const done = once(other, "message");
  other.send({ tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name }, ...deed });
  await done;
}

/** Until an answer is what it should be: what another process announces takes its way. */
const becomes = (path: string, key: string, status: number) =>
  expect.poll(async () => (await ask(path, key)).status, { interval: 5, timeout: 20_000 }).toBe(status);

async function known(path: string, key: string): Promise<void> {
  await fresh(true);
  for (let time = 0; time < 2; time++) expect((await ask(path, key)).status).toBe(200);
}

describe("in a process that remembers", () => {
  test("a key that was revoked in another is refused, and its neighbours are not", async () => {
    const tenant = await newTenant("revoked");
    const [gone, kept] = [await newKey(tenant, ["usage:read"]), await newKey(tenant, ["usage:read"])];
    for (const { key } of [gone, kept]) await known("/me", key);
    await elsewhere(tenant, { verb: "revoke", text: gone.id });
    await becomes("/me", gone.key, 401);
    expect((await ask("/me", kept.key)).status).toBe(200);
  });

  test("a tenant that was suspended in another is cut, and open again once it is resumed", async () => {
    const tenant = await newTenant("suspended");
    const { key } = await newKey(tenant, ["usage:read"]);
    const { key: platform } = await newKey("platform", ["tenants:read"]);
    const host = "/resolve?host=suspended.tenantry.example";
    const status = async () => (await ask(host, platform)).body.tenant.status;
    await known("/me", key);
    await known(host, platform);
    await elsewhere(tenant, { verb: "suspend" });
    await becomes("/me", key, 403);
    await expect.poll(status, { interval: 5 }).toBe("Suspended");
    await elsewhere(tenant, { verb: "resume" });
    await becomes("/me", key, 200);
    await expect.poll(status, { interval: 5 }).toBe("Active");
  });

  test("a name that was changed in another is the new one", async () => {
    const tenant = await newTenant("named");
    const { key } = await newKey(tenant, ["usage:read"]);
    await known("/me", key);
    await elsewhere(tenant, { verb: "rename", text: "Named anew" });
    await expect.poll(async () => (await ask("/me", key)).body.tenant.name, { interval: 5 }).toBe("Named anew");
  });

  test("what it does itself is seen at the next request", async () => {
    const tenant = await newTenant("itself");
    const { id, key } = await newKey(tenant, ["usage:read"]);
    await known("/me", key);
    await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
    expect((await ask("/me", key)).status).toBe(403);
    await enterAsOperator(tenant, resumeTenant);
    expect((await ask("/me", key)).status).toBe(200);
    await enterAsOperator(tenant, (scope) => revokeKey(scope, { id }));
    expect((await ask("/me", key)).status).toBe(401);
  });

  test("a host nobody had is found once another process gives it to a tenant", async () => {
    const { key: platform } = await newKey("platform", ["tenants:read"]);
    const host = "/resolve?host=appears.tenantry.example";
    for (let time = 0; time < 2; time++) expect((await ask(host, platform)).status).toBe(404);
    await newTenant("appears");
    await becomes(host, platform, 200);
  });

  test("a deleted tenant is gone, with its keys", async () => {
    const tenant = await newTenant("deleted");
    const { key } = await newKey(tenant, ["usage:read"]);
    const { key: platform } = await newKey("platform", ["tenants:read"]);
    await known("/me", key);
    await known("/resolve?host=deleted.tenantry.example", platform);
    await enterAsOperator(tenant, async ({ db }) => {
      for (const table of [db.member, db.invitation, db.namespace]) await (table as typeof db.member).deleteMany();
      await db.tenant.deleteMany();
    });
    expect((await ask("/me", key)).status).toBe(401);
    expect((await ask("/resolve?host=deleted.tenantry.example", platform)).status).toBe(404);
  });

  test("forged announcements change no answer", async () => {
    const { key } = await newKey(all.a, ["usage:read"]);
    await known("/me", key);
    const app = await database.as("app");
    const { body } = await ask("/me", key);
    for (const what of [all.a.id, all.b.id, PLATFORM_ID, "", "x", "proof x", "'; DROP TABLE tenant; --", "\u{1F512}"])
      await app.query("SELECT pg_notify('tenantry', $1)", [what]);
    for (let time = 0; time < 20; time++) expect((await ask("/me", key)).body).toEqual(body);
  });
});

describe("cut off from what is announced", () => {
  test.each(["broken", "hanging"] as const)("by a connection that is %s, it asks the database", async (how) => {
    const tenant = await newTenant(`cut-${how}`);
    const { id, key } = await newKey(tenant, ["usage:read"]);
    await known("/me", key);
    relay.cut("listeners", how);
    await fresh(false);
    expect((await ask("/me", key)).status).toBe(200);
    await elsewhere(tenant, { verb: "revoke", text: id });
    expect((await ask("/me", key)).status).toBe(401);
    relay.mend();
    await fresh(true);
    expect((await ask("/me", key)).status).toBe(401);
  });

  test("and from the database as well, it refuses rather than trusts, and comes back by itself", async () => {
    const { key } = await newKey(all.a, ["usage:read"]);
    await known("/me", key);
    relay.cut("everything", "broken");
    await fresh(false);
    expect((await ask("/me", key)).body).toMatchObject({ status: 503, code: "unavailable" });
    relay.mend();
    await becomes("/me", key, 200);
    await known("/me", key);
  });
});

describe("what is announced", () => {
  test("is every change of a tenant and its keys, by the tenant's id, and nothing else", async () => {
    const ear = await database.as("engine");
    const heard: string[] = [];
    ear.on("notification", ({ payload }) => {
      if (!payload?.startsWith("proof")) heard.push(payload ?? "");
    });
    await ear.query("LISTEN tenantry");
    const said = async (work: () => Promise<unknown>) => {
      await ear.query("SELECT");
      heard.length = 0;
      await work();
      await ear.query("SELECT");
      return [...heard];
    };
    const input = tenantInput("announced");
    const tenant = tenantToBe(input);
    const key = { name: "k", scopes: ["usage:read"], expiresInDays: null };
    let id = "";
    expect(await said(() => enterAsOperator(tenant, (scope) => createTenant(scope, input)))).toEqual([tenant.id]);
    expect(
      await said(async () => {
        id = (await enterAsOperator(tenant, (scope) => createKey(scope, key))).id;
      }),
    ).toEqual([tenant.id]);
    expect(await said(() => enterAsOperator(tenant, (scope) => revokeKey(scope, { id })))).toEqual([tenant.id]);
    expect(await said(() => enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "x" })))).toEqual([
      tenant.id,
    ]);
    expect(
      await said(() => enterAsOperator("platform", (scope) => createKey(scope, { ...key, scopes: ["usage:read"] }))),
    ).toEqual([PLATFORM_ID]);
    expect(await said(() => enterAsOperator(tenant, tenantDetail))).toEqual([]);
    const failing = () =>
      enterAsOperator(tenant, async (scope) => {
        await createKey(scope, key);
        throw new Error("afterwards");
      }).catch(() => {});
    expect(await said(failing)).toEqual([]);
    const { key: used } = await newKey(all.b, ["usage:read"]);
    expect(await said(() => ask("/me", used))).toEqual([]);
  });

  test("is announced also by every function of the database that changes a tenant or a key, by none that counts, and no other SQL changes them", async () => {
    const root = await database.asRoot();
    const { rows } = await root.query<{ name: string; source: string; engine: boolean }>(
      `SELECT p.proname AS name, p.prosrc AS source, has_function_privilege($1, p.oid, 'EXECUTE') AS engine
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'`,
      [database.role("engine")],
    );
    const direct = rows.filter(({ source }) => /pg_notify|\bNOTIFY\b/i.test(source)).map(({ name }) => name);
    const announces = (source: string) => ["pg_notify", ...direct].some((each) => source.includes(`${each}(`));
    const writes = (source: string) =>
      /(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s+(ONLY\s+)?"?(tenant|api_key)\b/i.test(source);
    const changes = rows.filter(({ source }) => writes(source));
    // Of a key it writes only when it was last used.
    expect(changes.filter(({ source }) => !announces(source)).map(({ name }) => name)).toEqual(["note_key_use"]);
    const raw = repository().filter(({ path, source }) => path.startsWith("lib/") && !isTest(path) && writes(source));
    expect(raw.map(({ path }) => path)).toEqual([]);
    // An announcement takes a lock of the whole server at commit.
    const counting = rows.filter(({ engine, name }) => engine && name !== "tear_down");
    expect(counting.filter(({ source }) => announces(source)).map(({ name }) => name)).toEqual([]);
  });
});

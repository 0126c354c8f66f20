import { beforeAll, expect, test } from "vitest";
import { keyUse } from "../domain/keys/queries.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { noteKeyUse, writeKeyUses } from "../gate/key-uses.ts";
import { v7 } from "../id.ts";
import { freshDatabase } from "../test/database.ts";
import { newKey, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

const database = freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let all: World;

beforeAll(async () => {
  all = await world();
});

const use = (id: string) => enterAsOperator(all.a, (scope) => keyUse(scope, { id }));
const ask = (key: string, path: string, init: RequestInit = {}) =>
  api.request(`/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, "x-tenantry-ip": "192.0.2.44", ...init.headers },
  });
test("a key's first call is known within moments, from where, and without anyone writing it by hand", async () => {
  const { id, key } = await newKey(all.a, ["usage:read"]);
  expect(await use(id)).toEqual({ usedAt: null, ip: null, refusal: null });
  expect((await ask(key, "/me")).status).toBe(200);
  await expect.poll(() => use(id)).toEqual({ usedAt: expect.any(String), ip: "192.0.2.44", refusal: null });
});

test("a call that was refused says why, and the first good one after it is known as soon", async () => {
  const { id, key } = await newKey(all.a, ["usage:read"]);
  expect((await ask(key, "/quotas")).status).toBe(403);
  await expect.poll(async () => (await use(id)).refusal).toBe("This key lacks the scope quota:read");
  expect((await ask(key, "/meters?limit=0")).status).toBe(422);
  await writeKeyUses();
  expect((await use(id)).refusal).toMatch(/^Some of the input is not valid: limit /);
  expect((await ask(key, "/meters")).status).toBe(200);
  await expect.poll(async () => (await use(id)).refusal).toBeNull();
});

test("a thousand calls of a key are at most two writes", async () => {
  const { id } = await newKey(all.a, ["usage:read"]);
  const root = await database.asRoot();
  const version = async () => (await root.query("SELECT xmin::text FROM api_key WHERE id = $1", [id])).rows[0].xmin;
  noteKeyUse({ id, ownerId: all.a.id }, "192.0.2.1", null);
  await expect.poll(async () => (await use(id)).ip).toBe("192.0.2.1");
  const written = await version();
  for (let n = 0; n < 1_000; n++) noteKeyUse({ id, ownerId: all.a.id }, "192.0.2.2", null);
  await enterAsOperator(all.a, async () => {});
  expect(await version()).toBe(written);
  await writeKeyUses();
  expect((await use(id)).ip).toBe("192.0.2.2");
});

test("a key's use stays in its own tenant, whoever says it", async () => {
  const { id } = await newKey(all.a, ["usage:read"]);
  noteKeyUse({ id, ownerId: all.b.id }, "192.0.2.3", null);
  await writeKeyUses();
  expect(await use(id)).toEqual({ usedAt: null, ip: null, refusal: null });
});

test("the uses of many keys are written by one commit, and what no text can hold spoils none of them", async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => newKey(all.a, ["usage:read"])));
  const refusal = `no \0 ${"x".repeat(294)}💡`;
  for (const { id } of keys) noteKeyUse({ id, ownerId: all.a.id }, "192.0.2.5", id === keys[7]?.id ? refusal : null);
  await writeKeyUses();
  const root = await database.asRoot();
  const { rows } = await root.query(
    "SELECT count(*)::int AS keys, count(DISTINCT xmin::text)::int AS commits, count(last_refusal)::int AS refused FROM api_key WHERE id = ANY ($1) AND last_used_ip = '192.0.2.5'",
    [keys.map(({ id }) => id)],
  );
  expect(rows).toEqual([{ keys: 20, commits: 1, refused: 1 }]);
});

test("keys without number do not fill the memory", async () => {
  for (let n = 0; n < 10_050; n++) noteKeyUse({ id: v7(), ownerId: all.b.id }, null, null);
  expect(globalThis).toHaveProperty("tenantryKeyUses.uses.size", 10_000);
  const { uses } = Reflect.get(globalThis, "tenantryKeyUses");
  uses.clear();
});

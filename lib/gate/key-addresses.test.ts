import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { setAddresses } from "../domain/keys/commands.ts";
import { CreateKey, SetAddresses } from "../domain/keys/model.ts";
import { keys } from "../domain/keys/queries.ts";
import { rotateKey } from "../domain/keys/rotate.ts";
import { freshDatabase } from "../test/database.ts";
import { newKey, type World, world } from "../test/world.ts";
import { memory, untilHeard } from "./changes.ts";
import { identifyKey, identifyKeyCached } from "./endpoint.ts";
import { enterAsOperator } from "./enter.ts";
import { writeKeyUses } from "./key-uses.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

const made = (addresses: string[]) => newKey(all.a, ["usage:read"], null, addresses);
const set = (id: string, addresses: string[], tenant: World["a"] | "platform" = all.a) =>
  enterAsOperator(tenant, (scope) => setAddresses(scope, SetAddresses.parse({ id, addresses })));
const doors = [identifyKey, identifyKeyCached];

describe("a key with addresses", () => {
  test("is good from those alone, of either version, asked of the database or of memory", async () => {
    const { id, key } = await made(["203.0.113.0/24", "2001:db8::/32"]);
    for (const identify of [...doors, ...doors]) {
      expect(await identify(`Bearer ${key}`, "203.0.113.9")).toMatchObject({ id });
      expect(await identify(`Bearer ${key}`, "2001:db8::9")).toMatchObject({ id });
      for (const address of ["203.0.114.9", "2001:db9::9", "nonsense", null])
        await expect(identify(`Bearer ${key}`, address), String(address)).rejects.toMatchObject({
          code: "forbidden",
          message: `This key may not be used from ${address ?? "an unknown address"}`,
        });
    }
  });

  test("shows its owner where it was refused from", async () => {
    const { id, key } = await made(["203.0.113.7"]);
    await expect(identifyKey(`Bearer ${key}`, "198.51.100.1")).rejects.toMatchObject({ code: "forbidden" });
    await writeKeyUses();
    const shown = (await enterAsOperator(all.a, (scope) => keys(scope))).find((each) => each.id === id);
    expect(shown).toMatchObject({
      addresses: ["203.0.113.7"],
      lastUsedIp: "198.51.100.1",
      lastRefusal: "This key may not be used from 198.51.100.1",
    });
  });

  test("is refused elsewhere as soon as a change is answered, also where it is remembered", async () => {
    const { id, key } = await made([]);
    const call = () => identifyKeyCached(`Bearer ${key}`, "198.51.100.1");
    for (let tries = 0; !memory().isFresh && tries < 500; tries++) await sleep(10);
    expect(memory().isFresh).toBe(true);
    expect(await call()).toMatchObject({ id, addresses: null });
    // In another process, so that this one hears of it by what the commit announces.
    await root.query("UPDATE api_key SET addresses = '{203.0.113.7}' WHERE id = $1", [id]);
    await root.query("SELECT pg_notify('tenantry', $1)", [all.a.id]);
    await untilHeard();
    await expect(call()).rejects.toMatchObject({ code: "forbidden" });
    await set(id, ["198.51.100.0/24"]);
    await untilHeard();
    expect(await call()).toMatchObject({ id });
  });

  test("gives them to the key that replaces it", async () => {
    const old = await made(["203.0.113.7"]);
    const next = await enterAsOperator(all.a, (scope) => rotateKey(scope, { id: old.id, overlapHours: 1 }));
    await expect(identifyKey(`Bearer ${next.key}`, "198.51.100.1")).rejects.toMatchObject({ code: "forbidden" });
    expect(await identifyKey(`Bearer ${next.key}`, "203.0.113.7")).toMatchObject({ id: next.id });
  });

  test("is changed by its own tenant alone, while it lives, and each change is on record", async () => {
    const { id } = await made([]);
    await expect(set(id, ["203.0.113.7"], all.b)).rejects.toMatchObject({ code: "not_found" });
    await expect(set(id, ["203.0.113.7"], "platform")).rejects.toMatchObject({ code: "not_found" });
    await set(id, ["203.0.113.7", "203.0.113.7", " 2001:DB8::1 "]);
    const { rows } = await root.query(
      "SELECT before, after FROM audit_entry WHERE tenant_id = $1 AND action = 'key.addresses_set' AND object_id = $2",
      [all.a.id, id],
    );
    expect(rows).toEqual([{ before: { addresses: [] }, after: { addresses: ["203.0.113.7", "2001:db8::1"] } }]);
    await root.query("UPDATE api_key SET revoked_at = now() WHERE id = $1", [id]);
    await expect(set(id, [])).rejects.toMatchObject({ code: "conflict" });
  });
});

test("what is no address is refused by its name", () => {
  const wrong = CreateKey.safeParse({ name: "x", scopes: ["usage:read"], addresses: ["203.0.113.7", "office"] });
  expect(wrong.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["addresses", "office is neither an address nor a network such as 203.0.113.0/24"],
  ]);
  const many = Array.from({ length: 51 }, (_, n) => `203.0.113.${n}`);
  expect(SetAddresses.safeParse({ id: "01890000-0000-7000-8000-000000000000", addresses: many }).success).toBe(false);
});

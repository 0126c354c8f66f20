import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { identifyKey, identifyKeyCached } from "../../gate/endpoint.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, type World, world } from "../../test/world.ts";
import { setRate } from "../quotas/commands.ts";
import { revokeKey } from "./commands.ts";
import { RotateKey } from "./model.ts";
import { keys } from "./queries.ts";
import { rotateKey } from "./rotate.ts";

const database = freshDatabase();
const hour = 3_600_000;
let all: World;
let root: pg.Client;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

const identify = (key: string) => identifyKey(`Bearer ${key}`);
const rotate = (id: string, overlapHours = 24, tenant: World["a"] | "platform" = all.a) =>
  enterAsOperator(tenant, (scope) => rotateKey(scope, { id, overlapHours }));
const shown = async (id: string) =>
  (await enterAsOperator(all.a, (scope) => keys(scope))).find((each) => each.id === id);

describe("a rotated key", () => {
  test("works beside the one that replaces it, and ends to the moment that was said", async () => {
    const old = await newKey(all.a, ["usage:read", "usage:write"]);
    const before = Date.now();
    const made = await rotate(old.id);
    expect(made.oldEndsAt.getTime()).toBeGreaterThanOrEqual(before + 24 * hour);
    expect(made.oldEndsAt.getTime()).toBeLessThanOrEqual(Date.now() + 24 * hour);
    expect((await identify(old.key)).expiresAt).toEqual(made.oldEndsAt);
    expect(await identify(made.key)).toMatchObject({
      id: made.id,
      scopes: ["usage:read", "usage:write"],
      expiresAt: null,
    });
    expect(await shown(old.id)).toMatchObject({ state: "active", replacedBy: made.id });
    expect(await shown(made.id)).toMatchObject({ state: "active", replaces: old.id, replacedBy: null });

    // The second before its end it is good, at its end it is not.
    await root.query("UPDATE api_key SET expires_at = clock_timestamp() + interval '1 minute' WHERE id = $1", [old.id]);
    expect(await identify(old.key)).toMatchObject({ id: old.id });
    await root.query("UPDATE api_key SET expires_at = clock_timestamp() WHERE id = $1", [old.id]);
    await expect(identify(old.key)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await identify(made.key)).toMatchObject({ id: made.id });
  });

  test("without an overlap is refused at the next request, also where it was remembered", async () => {
    const old = await newKey(all.a, ["usage:read"]);
    expect(await identifyKeyCached(`Bearer ${old.key}`)).toMatchObject({ id: old.id });
    const made = await rotate(old.id, 0);
    await expect(identify(old.key)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(identifyKeyCached(`Bearer ${old.key}`)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await identify(made.key)).toMatchObject({ id: made.id });
  });

  test("never lives longer for it, and its successor as long as it was meant to", async () => {
    const old = await newKey(all.a, ["usage:read"], 7);
    const endsAt = (await shown(old.id))?.expiresAt;
    const made = await rotate(old.id, 720);
    expect(made.oldEndsAt).toEqual(endsAt);
    const lives = (await shown(made.id))?.expiresAt?.getTime() ?? 0;
    expect(Math.abs(lives - Date.now() - 7 * 24 * hour)).toBeLessThan(60_000);
  });

  test("leaves one successor when five rotate it at once, and is rotated once", async () => {
    const old = await newKey(all.a, ["usage:read"]);
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => rotate(old.id)));
    expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    for (const each of outcomes)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "conflict" });
    await expect(rotate(old.id)).rejects.toMatchObject({ code: "conflict" });
    const { rowCount } = await root.query("SELECT 1 FROM api_key WHERE replaces = $1", [old.id]);
    expect(rowCount).toBe(1);
  });

  test("gives its rate limit to its successor: nobody rotates a limit away", async () => {
    const old = await newKey(all.a, ["quota:consume"]);
    await enterAsOperator(all.a, (scope) => setRate(scope, { key: old.id, calls: 3, per: "minute" }));
    const made = await rotate(old.id);
    const { rows } = await root.query("SELECT calls, period FROM rate_limit WHERE key_id = $1", [made.id]);
    expect(rows).toEqual([{ calls: "3", period: "minute" }]);
  });

  test("is only one that works, of the tenant that asks", async () => {
    const old = await newKey(all.a, ["usage:read"]);
    await expect(rotate(old.id, 24, all.b)).rejects.toMatchObject({ code: "not_found" });
    await expect(rotate(old.id, 24, "platform")).rejects.toMatchObject({ code: "not_found" });
    expect(await identify(old.key)).toMatchObject({ expiresAt: null });
    await enterAsOperator(all.a, (scope) => revokeKey(scope, { id: old.id }));
    await expect(rotate(old.id)).rejects.toMatchObject({ code: "conflict" });
    const over = await newKey(all.a, ["usage:read"], 7);
    await root.query("UPDATE api_key SET expires_at = now() WHERE id = $1", [over.id]);
    await expect(rotate(over.id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("overlaps by hours that are whole and at most thirty days", () => {
    const { id } = all.a;
    expect(RotateKey.parse({ id }).overlapHours).toBe(24);
    for (const overlapHours of [-1, 1.5, 721, Number.NaN])
      expect(RotateKey.safeParse({ id, overlapHours }).success, String(overlapHours)).toBe(false);
  });
});

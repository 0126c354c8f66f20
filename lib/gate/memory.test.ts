import { beforeEach, describe, expect, test, vi } from "vitest";
import { PLATFORM_ID, v7 } from "../id.ts";
import type { FoundKey, Standing } from "./find-key.ts";
import { Memory } from "./memory.ts";

const alder: Standing = { id: v7(), slug: "alder", name: "Alder", status: "Active", isolation: "Soft" };
const birch: Standing = { id: v7(), slug: "birch", name: "Birch", status: "Active", isolation: "Soft" };
const never = () => Promise.reject(new Error("asked"));
let memory: Memory;

beforeEach(() => {
  memory = new Memory();
  memory.listen();
  memory.trust(performance.now() + 60_000);
});

function keyOf(tenant: Standing | null, millisecondsLeft: number | null = null): FoundKey {
  const identity = {
    id: v7(),
    name: "key",
    scopes: [],
    addresses: null,
    expiresAt: null,
    ownerId: tenant?.id ?? PLATFORM_ID,
    tenant,
  };
  return { identity, millisecondsLeft };
}

const learn = (hash: string, found: FoundKey | null) => memory.learnKey(hash, async () => found);

describe("what is remembered", () => {
  test("is answered without asking again, of keys and tenants, there or not", async () => {
    await learn("a", keyOf(alder));
    await learn("none", null);
    await memory.learnTenant("alder", async () => alder);
    await memory.learnTenant("nowhere", async () => null);
    expect(memory.key("a")).toMatchObject({ tenant: alder });
    expect(memory.tenant("alder")).toEqual(alder);
    expect([memory.key("none"), memory.tenant("nowhere")]).toEqual([null, null]);
    expect([memory.key("other"), memory.tenant("birch")]).toEqual([undefined, undefined]);
  });

  test("of one tenant goes with a change of it, and nothing of another", async () => {
    await learn("a", keyOf(alder));
    await learn("b", keyOf(birch));
    await learn("p", keyOf(null));
    await memory.learnTenant("alder", async () => alder);
    memory.changed(alder.id);
    expect([memory.key("a"), memory.tenant("alder")]).toEqual([undefined, undefined]);
    expect([memory.key("b")?.tenant, memory.key("p")?.tenant]).toEqual([birch, null]);
    memory.changed(PLATFORM_ID);
    expect([memory.key("b")?.tenant, memory.key("p")]).toEqual([birch, undefined]);
  });

  test("of a tenant that is learnt anew brings no key back from before", async () => {
    await learn("old", keyOf(alder));
    memory.changed(alder.id);
    await learn("new", keyOf({ ...alder, status: "Suspended" }));
    expect(memory.key("old")).toBeUndefined();
    expect(memory.key("new")?.tenant?.status).toBe("Suspended");
  });

  test("to be absent goes with any change, since it may be there now", async () => {
    await learn("none", null);
    await memory.learnTenant("nowhere", async () => null);
    memory.changed(alder.id);
    expect([memory.key("none"), memory.tenant("nowhere")]).toEqual([undefined, undefined]);
  });

  test("ends with the key itself, to the instant", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      memory.listen();
      memory.trust(performance.now() + 60_000);
      await learn("short", keyOf(alder, 5_000));
      vi.advanceTimersByTime(4_999);
      expect(memory.key("short")).toMatchObject({ tenant: alder });
      vi.advanceTimersByTime(1);
      expect(memory.key("short")).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  test.each(["", "x", "null", `${alder.id};`, `{"tenant":"${alder.id}"}`, "ä".repeat(4_000), alder.id.toUpperCase()])(
    "is forgotten whole when what was announced, %j, is not understood",
    async (what) => {
      await learn("a", keyOf(alder));
      await learn("b", keyOf(birch));
      memory.changed(what);
      expect([memory.key("a"), memory.key("b")]).toEqual([undefined, undefined]);
      await learn("a", keyOf(alder));
      expect(memory.key("a")).toMatchObject({ tenant: alder });
    },
  );
});

describe("an answer from before a change", () => {
  test("is given to who asked and not kept", async () => {
    const reply = Promise.withResolvers<FoundKey>();
    const asked = memory.learnKey("a", () => reply.promise);
    memory.changed(alder.id);
    reply.resolve(keyOf(alder));
    expect(await asked).toMatchObject({ tenant: alder });
    expect(memory.key("a")).toBeUndefined();
  });

  test("is not shared with who asks after it", async () => {
    const reply = Promise.withResolvers<FoundKey>();
    const first = memory.learnKey("a", () => reply.promise);
    const together = memory.learnKey("a", never);
    memory.changed(alder.id);
    const after = memory.learnKey("a", async () => null);
    reply.resolve(keyOf(alder));
    expect(await after).toBeNull();
    expect([await first, await together]).toMatchObject([{ tenant: alder }, { tenant: alder }]);
    expect(memory.key("a")).toBeNull();
  });

  test("that was asked while nothing was heard is not kept", async () => {
    memory.deafen();
    await learn("a", keyOf(alder));
    memory.listen();
    memory.trust(performance.now() + 60_000);
    expect(memory.key("a")).toBeUndefined();
  });

  test("that failed is asked again", async () => {
    await expect(memory.learnKey("a", never)).rejects.toThrow("asked");
    expect(await learn("a", keyOf(alder))).toMatchObject({ tenant: alder });
  });
});

describe("a memory that hears nothing", () => {
  test("answers nothing, and nothing from before when it hears again", async () => {
    await learn("a", keyOf(alder));
    memory.deafen();
    memory.trust(performance.now() + 60_000);
    expect([memory.isFresh, memory.key("a")]).toEqual([false, undefined]);
    memory.listen();
    memory.trust(performance.now() + 60_000);
    expect([memory.isFresh, memory.key("a")]).toEqual([true, undefined]);
  });

  test("for longer than it may be trusted answers nothing, and all again once it was only late", async () => {
    await learn("a", keyOf(alder));
    memory.trust(performance.now());
    expect([memory.isFresh, memory.key("a")]).toEqual([false, undefined]);
    memory.trust(performance.now() + 60_000);
    expect(memory.key("a")).toMatchObject({ tenant: alder });
  });
});

test("a flood of wrong keys and hosts stays bounded and pushes nothing good out", async () => {
  await learn("a", keyOf(alder));
  for (let at = 0; at < 50_000; at++) {
    await learn(`wrong-${at}`, null);
    await memory.learnTenant(`host-${at}`, async () => null);
  }
  expect(memory.size.absences).toBeLessThanOrEqual(40_000);
  expect(memory.key("a")).toMatchObject({ tenant: alder });
});

test("a name that is too long to be a tenant's takes no room", async () => {
  expect(await memory.learnTenant("x".repeat(64), async () => null)).toBeNull();
  expect([memory.size.absences, memory.tenant("x".repeat(64))]).toEqual([0, undefined]);
});

test("tenants beyond the bound push out those not asked for lately", async () => {
  const asked = { ...alder, id: v7(), slug: "asked" };
  await memory.learnTenant("asked", async () => asked);
  for (let at = 0; at < 250_000; at++) {
    const id = `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
    await memory.learnTenant(`t${at}`, async () => ({ ...alder, id, slug: `t${at}` }));
    if (at % 50_000 === 0) expect(memory.tenant("asked")).toBe(asked);
  }
  expect(memory.size.tenants).toBeLessThanOrEqual(200_000);
  expect([memory.tenant("asked"), memory.tenant("t0")]).toEqual([asked, undefined]);
});

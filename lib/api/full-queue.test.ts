import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { UsageEvent } from "../domain/usage/event.ts";
import { enqueueEvents, eventQueueState } from "../domain/usage/event-queue.ts";
import type { ProgramScope } from "../gate/scope.ts";
import { freshDatabase } from "../test/database.ts";
import { event } from "../test/usage.ts";
import { newKey, newMeter, somewhere, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let all: World;
let key: string;
let keyOfB: string;

beforeAll(async () => {
  all = await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  key = (await newKey(all.a, ["usage:write"])).key;
  keyOfB = (await newKey(all.b, ["usage:write"])).key;
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function send(by: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${by}`, "content-type": "application/cloudevents-batch+json" };
  return api.request("/api/v1/events", { method: "POST", headers, body });
}

/** Lets events of tenant A wait, as many as may but for `room`, behind a write that does not end before the work has. */
async function whileWaiting(room: number, work: () => Promise<void>): Promise<void> {
  const written = Promise.withResolvers<void>();
  const scope: ProgramScope = {
    actor: { kind: "operator", id: null, name: "Test" },
    origin: somewhere,
    can: () => true,
    tenant: all.a,
    key: { id: null, ownerId: all.a.id },
    now: async () => Date.now(),
    call: async () => {
      await written.promise;
      return [];
    },
  };
  const sizes = [...Array<number>(63).fill(1_024), 1_024 - room];
  const one: UsageEvent = { key: "one", time: 0, kept: "", contributions: [] };
  const waiting = sizes.map((size) =>
    enqueueEvents(
      scope,
      1,
      Array.from({ length: size }, () => one),
    ),
  );
  const told = Promise.allSettled(waiting);
  await work();
  written.resolve();
  await told;
}

/** What an answer is told within so many milliseconds after its refusal began, and whether it had been told just before a second. */
async function refusal(
  asked: Promise<Response>,
  before: number,
): Promise<{ early: boolean; status: number; retry: string | null }> {
  let told = false;
  void asked.then(() => (told = true));
  while (eventQueueState().refused === before) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(999);
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
  const early = told;
  vi.advanceTimersByTime(1_001);
  const { status, headers } = await asked;
  return { early, status, retry: headers.get("retry-after") };
}

test("events of a tenant that has too many waiting are refused unread, not before a second has passed, others are served", async () => {
  await whileWaiting(0, async () => {
    const { refused } = eventQueueState();
    const asked = send(key, "what nobody reads need not be JSON");
    expect((await send(keyOfB, JSON.stringify([event("other")]))).status).toBe(200);
    expect(await refusal(asked, refused)).toEqual({ early: false, status: 503, retry: "1" });
  });
  expect((await send(key, JSON.stringify([event("later")]))).status).toBe(200);
});

test("a batch that is larger than the room which is left is refused as late", async () => {
  await whileWaiting(1, async () => {
    const { refused } = eventQueueState();
    const asked = send(key, JSON.stringify([event("one"), event("another")]));
    expect(await refusal(asked, refused)).toEqual({ early: false, status: 503, retry: "1" });
  });
});

import { beforeAll, expect, test } from "vitest";
import { commitQueueState, decide } from "../domain/quotas/commit-queue.ts";
import type { UsageEvent } from "../domain/usage/event.ts";
import { enqueueEvents, eventQueueState } from "../domain/usage/event-queue.ts";
import type { ProgramScope } from "../gate/scope.ts";
import { askForOne } from "../test/ask.ts";
import { freshDatabase } from "../test/database.ts";
import { event } from "../test/usage.ts";
import { newKey, newMeter, somewhere, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let all: World;
let key: string;
let keyOfB: string;
let platform: string;

beforeAll(async () => {
  all = await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  key = (await newKey(all.a, ["usage:write", "quota:consume"])).key;
  platform = (await newKey("platform", ["usage:write", "quota:consume", "tenants:read"])).key;
  keyOfB = (await newKey(all.b, ["usage:write"])).key;
});
type Asked = { by: string; body: string; path?: string; tenant?: string };

async function send({ by, body, path = "events", tenant }: Asked): Promise<Response> {
  const type = path === "events" ? "application/cloudevents-batch+json" : "application/json";
  const headers = new Headers({ authorization: `Bearer ${by}`, "content-type": type });
  if (tenant !== undefined) headers.set("tenantry-tenant", tenant);
  return api.request(`/api/v1/${path}`, { method: "POST", headers, body });
}

/** Lets what tenant A asks for wait behind a write that does not end before the work has. */
async function whileWaiting(
  ask: (scope: ProgramScope) => Promise<unknown>[],
  work: () => Promise<void>,
): Promise<void> {
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
  const told = Promise.allSettled(ask(scope));
  await work();
  written.resolve();
  await told;
}

/** As many events as may wait, but for `room`. */
const events = (room: number) => (scope: ProgramScope) => {
  const one: UsageEvent = { key: "one", time: 0, kept: "", contributions: [] };
  const sizes = [...Array<number>(63).fill(1_024), 1_024 - room];
  const batches = sizes.map((size) => Array.from({ length: size }, () => one));
  return batches.map((batch) => enqueueEvents(scope, 1, batch));
};

/** So many asks. */
const asks = (count: number) => (scope: ProgramScope) => {
  const one = askForOne(all.a.id, null);
  return [
    decide(
      scope,
      Array.from({ length: count }, () => one),
    ),
  ];
};

/** What calls are told that a full queue refuses. */
async function refusals(asked: Asked[], state: () => { refused: number }): Promise<object[]> {
  const { refused } = state();
  const answers = await Promise.all(asked.map(send));
  expect(state().refused - refused).toBe(asked.length);
  return answers.map(({ status, headers }) => ({ status, retry: headers.get("retry-after") }));
}

const refused = { status: 503, retry: "1" };
const unread = "what nobody reads need not be JSON";

test("events of a tenant that has too many waiting are refused unread, or when they have been read, and others are served", async () => {
  const body = JSON.stringify([event("one"), event("another")]);
  await whileWaiting(events(1), async () => {
    const asked = [
      { by: key, body: unread },
      { by: platform, tenant: all.a.slug, body },
    ];
    expect(await refusals(asked, eventQueueState)).toEqual([refused, refused]);
    expect((await send({ by: keyOfB, body })).status).toBe(200);
  });
  expect((await send({ by: key, body })).status).toBe(200);
});

test("batches to consume of a tenant that has too many waiting are refused in the same way", async () => {
  const path = "consume/batch";
  const body = JSON.stringify(Array.from({ length: 2 }, () => ({ meter: "calls", amount: 1 })));
  await whileWaiting(asks(16_384), async () => {
    const asked = [
      { by: key, path, body: unread },
      { by: platform, tenant: all.a.slug, path, body },
    ];
    expect(await refusals(asked, commitQueueState)).toEqual([refused, refused]);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ProgramScope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import type { UsageEvent } from "./event.ts";
import { admitEvents, enqueueEvents, eventQueueState, heldBack } from "./event-queue.ts";

// What is late is late by this clock, however slow the machine.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A tenant's program; each of its writes is said, and takes as many turns of the event loop as told. */
function program(name: string, writes: string[], turns: number): ProgramScope {
  const id = v7();
  return {
    actor: { kind: "operator", id: null, name },
    origin: { ip: null, requestId: "test" },
    can: () => true,
    tenant: { id, slug: name, name },
    key: { id: null, ownerId: id },
    now: async () => Date.now(),
    call: async () => {
      writes.push(name);
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      // What this says of the calls does not matter here.
      return [];
    },
  };
}

const batch = (size: number): UsageEvent[] =>
  Array.from({ length: size }, (_, at) => ({ key: String(at), time: 0, kept: "", contributions: [] }));

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("who seldom reports waits for no write of those that report without an end, but those under way", async () => {
  const writes: string[] = [];
  const stop = new AbortController();
  const heavy = Array.from({ length: 8 }, (_, at) => program(`heavy ${at}`, writes, 4));
  const report = async (scope: ProgramScope) => {
    while (!stop.signal.aborted) await enqueueEvents(scope, 1, batch(1_000)).catch(settled);
  };
  const reports = heavy.flatMap((scope) => Array.from({ length: 8 }, () => report(scope)));
  const seldom = program("seldom", writes, 1);
  // Until the heavy ones have used up the credit that all have at first.
  while (writes.length < 100) await settled();
  for (let asked = 0; asked < 20; asked++) {
    const before = writes.length;
    await enqueueEvents(seldom, 1, batch(1)).catch(settled);
    expect(writes.indexOf("seldom", before) - before).toBeLessThanOrEqual(1);
    for (let turn = 0; turn < 30; turn++) await settled();
  }
  stop.abort();
  await Promise.all(reports);
  expect(eventQueueState()).toMatchObject({ waiting: 0, tenants: 0 });
  const counts = heavy.map(({ tenant }) => writes.filter((each) => each === tenant.name).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
});

test("a flood has no more of its events written than those that report less", async () => {
  const told = new Map<string, number>();
  const stop = new AbortController();
  const report = async (scope: ProgramScope) => {
    while (!stop.signal.aborted) {
      await enqueueEvents(scope, 1, batch(500)).catch(settled);
      told.set(scope.tenant.name, (told.get(scope.tenant.name) ?? 0) + 1);
    }
  };
  const few = Array.from({ length: 4 }, (_, at) => program(`few ${at}`, [], 2));
  const flood = program("flood", [], 2);
  const callers = [...few, ...few, ...Array.from({ length: 80 }, () => flood)];
  const reports = callers.map((scope) => report(scope));
  const of = (name: string) => told.get(name) ?? 0;
  while (of("few 0") < 200) await settled();
  const ratio = of("flood") / of("few 0");
  stop.abort();
  await Promise.all(reports);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

test("what a full queue refuses is told when a second has passed, at two at the latest", async () => {
  const waiting = program("waiting", [], 50);
  const told = Promise.allSettled(Array.from({ length: 16 }, () => enqueueEvents(waiting, 1, batch(4_096))));
  expect(() => admitEvents(waiting.tenant.id)).toThrow("Too many");
  let late = false;
  const refused = enqueueEvents(waiting, 1, batch(1)).catch(heldBack);
  const seen = refused.catch(() => (late = true));
  for (let turn = 0; turn < 3; turn++) await settled();
  vi.advanceTimersByTime(999);
  for (let turn = 0; turn < 3; turn++) await settled();
  expect(late).toBe(false);
  vi.advanceTimersByTime(1_001);
  await seen;
  await expect(refused).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
  await told;
});

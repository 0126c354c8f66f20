import { AppError } from "../../errors.ts";
import { type FairQueue, fairQueue } from "../../fair-queue.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import { eventsPerRequestMax, type UsageEvent } from "./event.ts";
import { foldEvents, type Sent } from "./fold.ts";

/** How much of one tenant may wait: calls, events, and the characters they are kept in. */
const callsWaitingMax = 1_024;
const eventsWaitingMax = 65_536;
const charactersWaitingMax = 64 * 1_024 * 1_024;
/** A tenant's turn: more than this waits for the next one, so that a flood of one tenant holds nobody up for long, and less so beside others. */
const eventsPerTurnMax = 4_096;
const eventsPerTurnBesideOthers = 1_024;
const charactersPerEvent = 2_048;
const flushesAtOnce = 3;
/** What a flush costs beside its events, in events: less than it takes, so that one who reports one by one is light beside those with many callers. */
const flushCost = 16;

/**
 * A refusal is told so late, or up to twice as late, so that a flood which asks again at once does not keep the process busy with
 * refusing; so many wait for theirs at most. One error for all: a call must not cost a stack trace either.
 */
const refusedAfterSeconds = 1;
const callsHeldMax = 16_384;
const tooMany = new AppError("unavailable", "Too many of this tenant's calls are waiting. Try again in a moment.", {
  retryAfterSeconds: 1,
});

/** What became of a call's events: how many were counted before, or that the meters they were judged by have changed. */
export type Written = { duplicates: number } | "stale_meters";

type Call = {
  key: ProgramScope["key"];
  metersVersion: number;
  events: readonly UsageEvent[];
  characters: number;
  answer(written: Written): void;
  fail(error: unknown): void;
};
type Lane = { scope: ProgramScope; waiting: Call[]; events: number; characters: number };
type Queue = { lanes: Map<string, Lane>; turns: FairQueue; refused: number; held: number };

// Next bundles a copy of this module of its own; all copies of a process share one queue.
const registry = globalThis as typeof globalThis & { tenantryEventQueue?: Queue };

/**
 * Writes a call's events. Calls that come while their tenant's last flush is under way wait and go together in the next:
 * one statement and one commit for all. A tenant has one flush under way in a process; tenants take turns.
 * @throws AppError `unavailable` when too many of the tenant's calls wait, at once: who lets go of the events may hold it back with
 * `heldBack`; or when the database is away, and as `writeEvents` does
 */
export function enqueueEvents(
  scope: ProgramScope,
  metersVersion: number,
  events: readonly UsageEvent[],
): Promise<Written> {
  const queue = eventQueue();
  const tenantId = scope.tenant.id;
  const lane = queue.lanes.get(tenantId) ?? { scope, waiting: [], events: 0, characters: 0 };
  const characters = events.reduce((sum, { kept }) => sum + kept.length, 0);
  if (isFull(lane, events.length, characters)) return Promise.reject(tooMany);
  queue.lanes.set(tenantId, lane);
  lane.events += events.length;
  lane.characters += characters;
  return new Promise((answer, fail) => {
    lane.waiting.push({ key: scope.key, metersVersion, events, characters, answer, fail });
    if (lane.waiting.length === 1) join(queue, tenantId, lane);
  });
}

/** Refuses a call before it is read, where its tenant's queue has no room for the largest. @throws AppError as `enqueueEvents` does */
export function admitEvents(tenantId: string): void {
  const lane = eventQueue().lanes.get(tenantId);
  if (lane && isFull(lane, eventsPerRequestMax, 0)) throw tooMany;
}

/** Throws an error, that of a full queue only after a while. Nobody should hold the events of the call meanwhile. */
export async function heldBack(error: unknown): Promise<never> {
  const queue = eventQueue();
  if (error !== tooMany) throw error;
  queue.refused++;
  if (queue.held >= callsHeldMax) throw error;
  queue.held++;
  await new Promise<void>((resolve) => setTimeout(resolve, refusedAfterSeconds * 1_000 * (1 + Math.random())));
  queue.held--;
  throw error;
}

/** How many calls wait in this process, of how many tenants, and how many it had to refuse since its start. */
export function eventQueueState(): { waiting: number; tenants: number; refused: number } {
  const { lanes, refused } = registry.tenantryEventQueue ?? { lanes: new Map<string, Lane>(), refused: 0 };
  const waiting = [...lanes.values()].map((lane) => lane.waiting.length).filter((calls) => calls > 0);
  return { waiting: waiting.reduce((sum, calls) => sum + calls, 0), tenants: waiting.length, refused };
}

/**
 * Writes the events of one call by themselves, as an import does.
 * @throws AppError `unauthenticated`, `tenant_suspended`, `not_found` or `conflict` when the database says the key or tenant may not write
 */
export async function writeEvents(
  scope: ProgramScope,
  metersVersion: number,
  events: readonly UsageEvent[],
  receivedAt: Date | null,
): Promise<Written> {
  const { promise, resolve, reject } = Promise.withResolvers<Written>();
  const call = { key: scope.key, metersVersion, events, characters: 0, answer: resolve, fail: reject };
  await flush(scope, [call], receivedAt);
  return promise;
}

function eventQueue(): Queue {
  registry.tenantryEventQueue ??= {
    lanes: new Map(),
    turns: fairQueue(flushesAtOnce, eventsPerTurnMax + flushCost),
    refused: 0,
    held: 0,
  };
  return registry.tenantryEventQueue;
}

function isFull(lane: Lane, events: number, characters: number): boolean {
  return (
    lane.waiting.length >= callsWaitingMax ||
    lane.events + events > eventsWaitingMax ||
    lane.characters + characters > charactersWaitingMax
  );
}

function join(queue: Queue, tenantId: string, lane: Lane): void {
  queue.turns.join(tenantId, () => turn(queue, tenantId, lane));
}

/** One flush of a tenant. Answers what it cost. */
async function turn(queue: Queue, tenantId: string, lane: Lane): Promise<number> {
  const calls = take(lane, queue.lanes.size > flushesAtOnce ? eventsPerTurnBesideOthers : eventsPerTurnMax);
  if (lane.waiting.length > 0) join(queue, tenantId, lane);
  await flush(lane.scope, calls, null);
  let cost = flushCost;
  for (const { events, characters } of calls) {
    lane.events -= events.length;
    lane.characters -= characters;
    cost += Math.max(events.length, characters / charactersPerEvent);
  }
  if (lane.events === 0) queue.lanes.delete(tenantId);
  return cost;
}

/** Whole calls that were judged by the same meters: at least one, and more while they fit. */
function take({ waiting }: Lane, most: number): Call[] {
  let events = 0;
  let characters = 0;
  const beyond = waiting.findIndex((call, at) => {
    events += call.events.length;
    characters += call.characters;
    const differs = call.metersVersion !== waiting[0]?.metersVersion;
    return at > 0 && (differs || events > most || characters > most * charactersPerEvent);
  });
  return waiting.splice(0, beyond < 0 ? waiting.length : beyond);
}

type Answer = { outcome: string; refusals: string[] | null; duplicates: number[] | null };
const nothingLeft: Answer = { outcome: "ok", refusals: null, duplicates: null };

/**
 * Writes the events of some calls in one step and answers each. The database writes all or nothing; what it does not take,
 * because its key may not write or it was counted before, is left out and the rest is sent again: each time it is less.
 */
async function flush(scope: ProgramScope, calls: readonly Call[], receivedAt: Date | null): Promise<void> {
  let open = calls;
  const counted = new Set<UsageEvent>();
  try {
    while (open.length > 0) {
      const { keys, sent, events } = firstOnes(open, counted);
      const [row] = await (events.length === 0
        ? [nothingLeft]
        : scope.call<Answer>("record_events", argumentsOf(open, keys, events, receivedAt)));
      if (row?.outcome === "ok") {
        for (const { call, first } of sent) call.answer({ duplicates: call.events.length - first });
        return;
      }
      if (row?.outcome === "stale_meters") {
        for (const call of open) call.answer("stale_meters");
        return;
      }
      if (row?.outcome === "refused") open = refuse(sent, row.refusals ?? []);
      else if (!row?.duplicates?.length) throw new AppError("internal");
      for (const place of row?.duplicates ?? []) {
        const event = events[place - 1]?.event;
        if (event) counted.add(event);
      }
    }
  } catch (error) {
    // What the database refused as a whole is tried in halves, so that one bad call fails alone; what it never answered is not.
    const refused = error instanceof Error && "code" in error && error.name !== "AppError";
    if (!refused || open.length === 1) {
      for (const call of open) call.fail(error);
      return;
    }
    const middle = open.length >> 1;
    await flush(scope, open.slice(0, middle), receivedAt);
    await flush(scope, open.slice(middle), receivedAt);
  }
}

function argumentsOf(
  [first]: readonly Call[],
  keys: readonly ProgramScope["key"][],
  events: readonly Sent[],
  receivedAt: Date | null,
): unknown[] {
  const owners = keys.map((each) => each.ownerId);
  return [first?.metersVersion, receivedAt, owners, keys.map((each) => each.id), ...foldEvents(events)];
}

type Share = { call: Call; caller: number; first: number };

/** The events that are not known to be counted, the first of each key alone, and each call's share in them. */
function firstOnes(calls: readonly Call[], counted: ReadonlySet<UsageEvent>) {
  const keys: ProgramScope["key"][] = [];
  const sent: Share[] = [];
  const events: Sent[] = [];
  const seen = new Set<string>();
  for (const call of calls) {
    const known = keys.findIndex(({ id, ownerId }) => id === call.key.id && ownerId === call.key.ownerId);
    const share = { call, caller: known >= 0 ? known + 1 : keys.push(call.key), first: 0 };
    sent.push(share);
    for (const event of call.events) {
      if (seen.has(event.key) || counted.has(event)) continue;
      seen.add(event.key);
      events.push({ event, caller: share.caller });
      share.first++;
    }
  }
  return { keys, sent, events };
}

/** Fails the calls whose key may not write; the others go on. */
function refuse(sent: readonly Share[], refusals: readonly string[]): Call[] {
  const open: Call[] = [];
  for (const { call, caller } of sent) {
    const code = refusals[caller - 1] ?? "internal";
    if (code === "ok") open.push(call);
    else call.fail(refusal(code));
  }
  // Each answer of this kind leaves at least one call out, or asking again would never end.
  if (open.length === sent.length) throw new AppError("internal");
  return open;
}

function refusal(code: string): AppError {
  if (code === "unauthenticated") return new AppError("unauthenticated", "The key is not valid");
  if (code === "tenant_suspended")
    return new AppError(code, "The tenant is suspended or being deleted; ask the people who run this platform");
  if (code === "not_found") return new AppError(code);
  return new AppError("conflict", "The tenant is not active");
}

import { AppError } from "../../errors.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import { type Ask, type Flushed, fold, type Outcome, unfold } from "./flush.ts";

/** How many calls of one tenant may wait, and how many asks (a batch holds up to 1,000) in all of them. */
const callsWaitingMax = 1_024;
const asksWaitingMax = 16_384;
/** A tenant's turn: more than this waits for the next one, so that a flood of one tenant holds nobody up for long. */
const asksPerTurnMax = 2_048;
const flushesAtOnce = 4;

type Waiting = {
  asks: readonly Ask[];
  outcomes: Outcome[];
  sent: number;
  answer(outcomes: Outcome[]): void;
  fail(error: unknown): void;
};
type Lane = { call: ProgramScope["call"]; waiting: Waiting[]; asks: number; queued: boolean };
type Queue = { lanes: Map<string, Lane>; ready: { tenantId: string; lane: Lane }[]; running: number };

// Next bundles a copy of this module of its own; all copies of a process share one queue.
const registry = globalThis as typeof globalThis & { tenantryCommitQueue?: Queue };

/**
 * Decides one call's asks, in order. Calls that come while their tenant's last flush is under way wait and go together in
 * the next: one statement and one commit for all. A tenant has one flush under way in a process; tenants take turns.
 * @throws AppError `unavailable` when too many of the tenant's calls wait, or the database is away
 */
export function decide(scope: ProgramScope, asks: readonly Ask[]): Promise<Outcome[]> {
  registry.tenantryCommitQueue ??= { lanes: new Map(), ready: [], running: 0 };
  const queue = registry.tenantryCommitQueue;
  let lane = queue.lanes.get(scope.tenant.id);
  if (!lane) {
    lane = { call: scope.call, waiting: [], asks: 0, queued: false };
    queue.lanes.set(scope.tenant.id, lane);
  }
  const { waiting } = lane;
  if (waiting.length >= callsWaitingMax || lane.asks + asks.length > asksWaitingMax) {
    return Promise.reject(
      new AppError("unavailable", "Too many of this tenant's calls are waiting. Try again in a moment.", {
        retryAfterSeconds: 1,
      }),
    );
  }
  lane.asks += asks.length;
  return new Promise((answer, fail) => {
    waiting.push({ asks, outcomes: [], sent: 0, answer, fail });
    if (!lane.queued) enqueue(queue, scope.tenant.id, lane);
  });
}

function enqueue(queue: Queue, tenantId: string, lane: Lane): void {
  lane.queued = true;
  queue.ready.push({ tenantId, lane });
  // In the next turn of the event loop, so that what arrives in this one goes along.
  setImmediate(() => pump(queue));
}

function pump(queue: Queue): void {
  while (queue.running < flushesAtOnce) {
    const next = queue.ready.shift();
    if (!next) return;
    queue.running++;
    void turn(next.lane).finally(() => {
      queue.running--;
      if (next.lane.waiting.length > 0) enqueue(queue, next.tenantId, next.lane);
      else queue.lanes.delete(next.tenantId);
      pump(queue);
    });
  }
}

async function turn(lane: Lane): Promise<void> {
  const { asks, calls } = take(lane);
  const settled = await flush(lane.call, asks);
  lane.asks -= asks.length;
  let at = 0;
  for (const call of calls) {
    const part = settled.slice(at, at + call.count);
    at += call.count;
    const error = part.find((each) => "error" in each);
    if (error) call.waiting.fail(error.error);
    for (const each of part) if ("outcome" in each) call.waiting.outcomes.push(each.outcome);
    if (!error && call.waiting.outcomes.length === call.waiting.asks.length) call.waiting.answer(call.waiting.outcomes);
  }
}

/** What goes in this turn: whole calls where they fit, and no idempotency key twice, since the second must see the first. */
function take(lane: Lane): { asks: Ask[]; calls: { waiting: Waiting; count: number }[] } {
  const asks: Ask[] = [];
  const calls: { waiting: Waiting; count: number }[] = [];
  const keys = new Set<string>();
  let full = false;
  while (!full) {
    const [waiting] = lane.waiting;
    if (!waiting) break;
    const from = waiting.sent;
    while (waiting.sent < waiting.asks.length) {
      const ask = waiting.asks[waiting.sent];
      if (!ask) break;
      full = asks.length >= asksPerTurnMax || (ask.idempotencyKey !== null && keys.has(ask.idempotencyKey));
      if (full) break;
      if (ask.idempotencyKey !== null) keys.add(ask.idempotencyKey);
      asks.push(ask);
      waiting.sent++;
    }
    if (waiting.sent > from || waiting.asks.length === 0) calls.push({ waiting, count: waiting.sent - from });
    if (!full) lane.waiting.shift();
  }
  return { asks, calls };
}

type Settled = { outcome: Outcome } | { error: unknown };

async function flush(call: ProgramScope["call"], asks: readonly Ask[]): Promise<Settled[]> {
  if (asks.length === 0) return [];
  const { runs, ids, args } = fold(asks);
  try {
    const [row] = await call<{ consume: Flushed }>("consume", args);
    if (!row) throw new AppError("internal");
    return Array.from(unfold(runs, ids, row.consume), (outcome) => ({ outcome }));
  } catch (error) {
    // What the database refused as a whole is tried in halves, so that one bad call fails alone; what it never answered is not.
    const refused = error instanceof Error && "code" in error && error.name !== "AppError";
    if (!refused || asks.length === 1) return asks.map(() => ({ error }));
    const middle = asks.length >> 1;
    return [...(await flush(call, asks.slice(0, middle))), ...(await flush(call, asks.slice(middle)))];
  }
}

import { AppError } from "../../errors.ts";
import { type FairQueue, fairQueue } from "../../fair-queue.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import { inSlices } from "../../slices.ts";
import type { Ask, Outcome } from "./ask.ts";
import { fold } from "./fold.ts";
import { consumesPerBatchMax } from "./model.ts";
import { type Flushed, unfold } from "./unfold.ts";

/** How many calls of one tenant may wait, and how many asks (a batch holds up to 1,000) in all of them. */
const callsWaitingMax = 1_024;
const asksWaitingMax = 16_384;
/** A tenant's turn: more waits for the next one, so that a flood of one tenant holds nobody up for long, and less so beside others. */
const asksPerTurnMax = 512;
const asksPerTurnBesideOthers = 128;
/** So many transactions at once, and so many tenants' flushes in one: they share a packet and a commit. */
const commitsAtOnce = 3;
const flushesPerCommit = 32;
/** So few calls are answered as soon as their flush is done; more, beside others' calls, some in each turn of the event loop. */
const answeredAtOnce = 4;

/**
 * A refusal is held back that long, and up to twice as long, so that not all that were refused together come back together: a flood
 * that asked again at once would keep the process busy with refusing. One error for all: a call must not cost a stack trace either.
 */
const refusedAfterSeconds = 1;
/** So many calls may be held back so; more are refused at once, because what is held takes room. */
const callsHeldMax = 16_384;
export const tooMany = new AppError(
  "unavailable",
  "Too many of this tenant's calls are waiting. Try again in a moment.",
  {
    retryAfterSeconds: 1,
  },
);

/** One for each call that waits, so it is small; `outcomes` is `none` until there are some. */
type Waiting = {
  asks: readonly Ask[];
  outcomes: Outcome[];
  sent: number;
  /** How many of its asks are in the flush that is under way. */
  going: number;
  answer: ((outcomes: Outcome[]) => void) | null;
  /** Instead, of a call with one ask: what it is told, or fails with, is what `accept` makes of its outcome. */
  answerOne: ((outcome: Outcome) => void) | null;
  accept: Accept | null;
  fail(error: unknown): void;
  error: Failed | null;
};
const none: Outcome[] = [];
/** @throws what a call is to fail with */
type Accept = (outcome: Outcome | undefined) => Outcome;
type Lane = { scope: ProgramScope; waiting: Waiting[]; asks: number };
type Queue = { lanes: Map<string, Lane>; turns: FairQueue; refused: number; held: number };

// Next bundles a copy of this module of its own; all copies of a process share one queue.
const registry = globalThis as typeof globalThis & { tenantryCommitQueue?: Queue };

/**
 * Decides one call's asks, in order. Calls that come while their tenant's last flush is under way wait and go together in
 * the next: one statement for all. A tenant has one flush under way in a process; tenants take turns, several in one commit.
 * @throws AppError `unavailable` a second or two after too many of the tenant's calls waited, with several asks at once: who lets go
 * of them may hold it back with `heldBack`; or when the database is away
 */
export function decide(scope: ProgramScope, asks: readonly Ask[]): Promise<Outcome[]> {
  const queue = commitQueue();
  const lane = laneOf(queue, scope);
  // Of a batch there is much to let go of first.
  if (isFull(lane, asks.length)) return asks.length > 1 ? Promise.reject(tooMany) : refuse(queue);
  return new Promise((answer, fail) => {
    wait(queue, lane, {
      asks,
      outcomes: none,
      sent: 0,
      going: 0,
      answer,
      answerOne: null,
      accept: null,
      fail,
      error: null,
    });
  });
}

/** As `decide`, for one ask. `accept` says what becomes of its outcome. */
export function decideOne(scope: ProgramScope, ask: Ask, accept: Accept): Promise<Outcome> {
  const queue = commitQueue();
  const lane = laneOf(queue, scope);
  if (isFull(lane, 1)) return refuse(queue);
  return new Promise((answerOne, fail) => {
    wait(queue, lane, {
      asks: [ask],
      outcomes: none,
      sent: 0,
      going: 0,
      answer: null,
      answerOne,
      accept,
      fail,
      error: null,
    });
  });
}

/** Refuses a batch before it is read, where its tenant's queue has no room for the largest. @throws AppError as `decide` does */
export function admitBatch(tenantId: string): void {
  const lane = commitQueue().lanes.get(tenantId);
  if (lane && isFull(lane, consumesPerBatchMax)) throw tooMany;
}

/** Throws an error, that of a full queue only after a while. Nobody should hold the asks of the call meanwhile. */
export async function heldBack(error: unknown): Promise<never> {
  if (error === tooMany) await refuse(commitQueue());
  throw error;
}

/** How many calls wait in this process, of how many tenants, and how many it had to refuse since its start. */
export function commitQueueState(): { waiting: number; tenants: number; refused: number } {
  const { lanes, refused } = registry.tenantryCommitQueue ?? { lanes: new Map<string, Lane>(), refused: 0 };
  const waiting = [...lanes.values()].map((lane) => lane.waiting.length).filter((calls) => calls > 0);
  return { waiting: waiting.reduce((sum, calls) => sum + calls, 0), tenants: waiting.length, refused };
}

function commitQueue(): Queue {
  registry.tenantryCommitQueue ??= {
    lanes: new Map(),
    turns: fairQueue(commitsAtOnce, asksPerTurnMax, flushesPerCommit),
    refused: 0,
    held: 0,
  };
  return registry.tenantryCommitQueue;
}

function laneOf({ lanes }: Queue, scope: ProgramScope): Lane {
  const known = lanes.get(scope.tenant.id);
  if (known) return known;
  const made = { scope, waiting: [], asks: 0 };
  lanes.set(scope.tenant.id, made);
  return made;
}

function wait(queue: Queue, lane: Lane, call: Waiting): void {
  lane.asks += call.asks.length;
  lane.waiting.push(call);
  if (lane.waiting.length === 1) join(queue, lane);
}

function isBesideOthers({ lanes }: Queue): boolean {
  return lanes.size > commitsAtOnce;
}

function isFull(lane: Lane, asks: number): boolean {
  return lane.waiting.length >= callsWaitingMax || lane.asks + asks > asksWaitingMax;
}

function refuse(queue: Queue): Promise<never> {
  queue.refused++;
  if (queue.held >= callsHeldMax) return Promise.reject(tooMany);
  queue.held++;
  return new Promise((_, fail) => {
    const tell = () => {
      queue.held--;
      fail(tooMany);
    };
    setTimeout(tell, refusedAfterSeconds * 1_000 * (1 + Math.random()));
  });
}

/**
 * One flush of a tenant: what waits goes together, and each call is told. Answers what it cost, which is its asks alone: a tenant has
 * one flush at a time, and one that asks one by one, as fast as it is answered, must be light beside those with many callers.
 */
async function turn(queue: Queue, lane: Lane, together: object): Promise<number> {
  const { asks, calls } = take(lane, isBesideOthers(queue) ? asksPerTurnBesideOthers : asksPerTurnMax);
  if (lane.waiting.length > 0) join(queue, lane);
  const settled = await flush(lane.scope, asks, together);
  lane.asks -= asks.length;
  let at = 0;
  for (const each of calls) at = settle(each, settled, at);
  if (calls.length <= answeredAtOnce || !isBesideOthers(queue)) for (const each of calls) tell(each);
  else await inSlices(calls.map((each) => () => tell(each)));
  if (lane.asks === 0) queue.lanes.delete(lane.scope.tenant.id);
  return asks.length;
}

/** Gives a call what its asks have become, which begins at a place of the flush. Answers where the next call's begins. */
function settle(waiting: Waiting, settled: readonly (Outcome | Failed)[], from: number): number {
  const to = from + waiting.going;
  for (let at = from; at < to; at++) {
    const each = settled[at];
    if (!each || "error" in each) waiting.error ??= each ?? { error: new AppError("internal") };
    else if (waiting.outcomes === none) waiting.outcomes = [each];
    else waiting.outcomes.push(each);
  }
  return to;
}

function tell({ asks, outcomes, answer, answerOne, accept, fail, error }: Waiting): void {
  if (error) return fail(error.error);
  if (answer && outcomes.length === asks.length) return answer(outcomes);
  if (!answerOne || !accept) return;
  try {
    answerOne(accept(outcomes[0]));
  } catch (refusal) {
    fail(refusal);
  }
}

function join(queue: Queue, lane: Lane): void {
  queue.turns.join(lane.scope.tenant.id, (together) => turn(queue, lane, together));
}

/** What goes in this turn: whole calls where they fit, and no idempotency key twice, since the second must see the first. */
function take(lane: Lane, most: number): { asks: Ask[]; calls: Waiting[] } {
  const asks: Ask[] = [];
  const calls: Waiting[] = [];
  const keys = new Set<string>();
  let whole = 0;
  for (const waiting of lane.waiting) {
    const from = waiting.sent;
    for (let ask = waiting.asks[from]; ask; ask = waiting.asks[waiting.sent]) {
      if (asks.length >= most || (ask.idempotencyKey !== null && keys.has(ask.idempotencyKey))) break;
      if (ask.idempotencyKey !== null) keys.add(ask.idempotencyKey);
      asks.push(ask);
      waiting.sent++;
    }
    waiting.going = waiting.sent - from;
    if (waiting.going > 0) calls.push(waiting);
    if (waiting.sent < waiting.asks.length) break;
    whole++;
  }
  lane.waiting.splice(0, whole);
  return { asks, calls };
}

type Failed = { error: unknown };

async function flush(scope: ProgramScope, asks: readonly Ask[], together?: object): Promise<(Outcome | Failed)[]> {
  const folded = fold(asks);
  try {
    const [row] = await scope.call<Record<string, Flushed>>(folded.decider, folded.args, together);
    const flushed = row?.[folded.decider];
    if (!flushed) throw new AppError("internal");
    return unfold(folded, flushed);
  } catch (error) {
    // What the database refused as a whole is tried in halves, so that one bad call fails alone; what it never answered is not.
    const refused = error instanceof Error && "code" in error && error.name !== "AppError";
    if (!refused || asks.length === 1) return asks.map(() => ({ error }));
    const middle = asks.length >> 1;
    return [...(await flush(scope, asks.slice(0, middle))), ...(await flush(scope, asks.slice(middle)))];
  }
}

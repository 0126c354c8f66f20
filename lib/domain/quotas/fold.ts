import { v7 } from "../../id.ts";
import type { Ask, Caller } from "./ask.ts";

/** Equal asks that came one after the other. `caller` and `meter` are places in the flush's lists, `first` the number of its first ask. */
export type Run = { ask: Ask; caller: number; meter: number | null; count: number; first: number };

/** One flush: its runs, what all of its decisions' ids begin with, and the database's function that decides it, with its arguments. */
export type Flush = { runs: Run[]; ids: string; decider: "consume" | "consume_run"; args: unknown[] };

/** Folds the asks of one flush, equal ones in a row into one run. */
export function fold(asks: readonly Ask[]): Flush {
  const runs: Run[] = [];
  const callers: Caller[] = [];
  const meters: string[] = [];
  let last: Run | undefined;
  let first = 0;
  for (const ask of asks) {
    if (last && equal(last.ask, ask)) {
      last.count++;
    } else {
      const caller = place(callers, ask.caller, same);
      const meter = ask.meter && place(meters, ask.meter.id, Object.is);
      last = { ask, caller, meter, count: 1, first };
      runs.push(last);
    }
    first++;
  }
  // The last 16 bits number the calls of the flush; the rest is as random as a version 7 uuid ever is.
  const ids = v7().slice(0, 32);
  const [run] = runs;
  if (run && runs.length === 1 && isPlain(run.ask)) return { runs, ids, decider: "consume_run", args: plain(run, ids) };
  const args = [
    ids,
    callers.map((each) => each.ownerId),
    callers.map((each) => each.keyId),
    callers.map((each) => each.ip),
    meters,
    runs.map(({ ask }) => ask.operation),
    runs.map(({ caller }) => caller),
    runs.map(({ meter }) => meter),
    runs.map(({ ask }) => ask.amount),
    runs.map(({ count }) => count),
    runs.map((run) => run.first),
    runs.map(({ ask }) => ask.group),
    some(runs, ({ dimensions }) => dimensions),
    some(runs, ({ idempotencyKey }) => idempotencyKey),
    some(runs, ({ bodyHash }) => bodyHash),
    some(runs, ({ reservationId }) => reservationId),
    some(runs, ({ seconds }) => seconds),
  ];
  return { runs, ids, decider: "consume", args };
}

/** What the database decides for less: one kind of call to consume, without an idempotency key. */
function isPlain({ operation, idempotencyKey }: Ask): boolean {
  return operation === "consume" && idempotencyKey === null;
}

function plain({ ask, count }: Run, ids: string): unknown[] {
  const { ownerId, keyId, ip } = ask.caller;
  return [ids, ownerId, keyId, ip, ask.meter?.id, ask.amount, count, ask.group, ask.dimensions];
}

// A column that no run fills is not sent.
function some<T>(runs: readonly Run[], of: (ask: Ask) => T | null): (T | null)[] | null {
  return runs.some(({ ask }) => of(ask) !== null) ? runs.map(({ ask }) => of(ask)) : null;
}

function equal(a: Ask, b: Ask): boolean {
  if (a === b) return foldable(a);
  return (
    foldable(a) &&
    a.operation === b.operation &&
    b.idempotencyKey === null &&
    a.amount === b.amount &&
    a.meter?.id === b.meter?.id &&
    a.group === b.group &&
    a.dimensions === b.dimensions &&
    same(a.caller, b.caller)
  );
}

function foldable({ operation, idempotencyKey }: Ask): boolean {
  return idempotencyKey === null && (operation === "consume" || operation === "check");
}

function same(a: Caller, b: Caller): boolean {
  return a.keyId === b.keyId && a.ownerId === b.ownerId && a.ip === b.ip;
}

/** Where `item` is in `list`, counted from 1; it is added where it is not. */
function place<T>(list: T[], item: T, isSame: (a: T, b: T) => boolean): number {
  const at = list.findIndex((each) => isSame(each, item));
  return at >= 0 ? at + 1 : list.push(item);
}

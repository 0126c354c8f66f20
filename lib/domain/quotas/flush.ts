import { randomBytes } from "node:crypto";
import { v7 } from "../../id.ts";
import { millionthsOf, numberOf } from "./amount.ts";
import { type Decision, denialReason, type QuotaLayer, type QuotaMode } from "./model.ts";

export type Caller = { ownerId: string; keyId: string | null; ip: string | null };

/** One thing asked of the engine. `amount` is an exact decimal, `group` the meter's dimension values as the rollups spell them. */
export type Ask = {
  operation: "check" | "consume" | "reserve" | "release" | "commit" | "cancel";
  caller: Caller;
  /** null for a commit or cancellation, which names its meter through its reservation. */
  meter: { id: string; slug: string } | null;
  amount: string;
  group: string;
  dimensions: string | null;
  idempotencyKey: string | null;
  bodyHash: string | null;
  reservationId: string | null;
  seconds: number | null;
};

export type RateState = {
  policy: "key" | "tenant";
  calls: number;
  seconds: number;
  remaining: number;
  resetsInSeconds: number;
};

/** What became of an ask. `refused` holds a problem's code. */
export type Outcome =
  | { decision: Decision; rate: RateState | null; windowSeconds: number | null /** Of a hold. */; expiresAt?: string }
  | { refused: string; rate?: RateState };

/** The function's answer: a list per column, an item per run; windows and limiters are counted from 1. */
export type Flushed = {
  at: number;
  windows: [
    period: string,
    starts: number | null,
    ends: number | null,
    limit: string | null,
    mode: QuotaMode,
    layer: QuotaLayer,
    meterId: string,
  ][];
  limiters: [key: string, calls: number, seconds: number, used: number, started: number][];
  outcomes: string[];
  fits: number[];
  pass: number[];
  warns: number[];
  hard: number[];
  hardUsed: string[];
  soft: number[];
  softUsed: string[];
  any: number[];
  anyUsed: string[];
  limiter: number[];
  answers: (Kept | null)[];
};

type Kept = {
  n?: number;
  ids?: string;
  used?: string;
  limit?: string | null;
  warned?: boolean;
  softUsed?: string;
  mode?: QuotaMode;
  layer?: QuotaLayer;
  ends?: number | null;
  at?: number;
};
type Run = { ask: Ask; caller: number; meter: number | null; count: number; first: number };

/** The asks of one flush, equal ones in a row folded into one run, as the arguments of the database's function. */
export function fold(asks: readonly Ask[]): { runs: Run[]; ids: string; args: unknown[] } {
  const runs: Run[] = [];
  const callers: Caller[] = [];
  const meters: string[] = [];
  let last: Run | undefined;
  for (const [n, ask] of asks.entries()) {
    if (last && equal(last.ask, ask)) {
      last.count++;
      continue;
    }
    last = {
      ask,
      caller: place(callers, ask.caller, same),
      meter: ask.meter && place(meters, ask.meter.id, Object.is),
      count: 1,
      first: n,
    };
    runs.push(last);
  }
  // The last 16 bits number the calls of the flush; the rest is as random as a version 7 uuid ever is.
  const ids = v7().slice(0, 24) + randomBytes(4).toString("hex");
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
    runs.map(({ first }) => first),
    runs.map(({ ask }) => ask.group),
    runs.map(({ ask }) => ask.dimensions),
    runs.map(({ ask }) => ask.idempotencyKey),
    runs.map(({ ask }) => ask.bodyHash),
    runs.map(({ ask }) => ask.reservationId),
    runs.map(({ ask }) => ask.seconds),
  ];
  return { runs, ids, args };
}

/** What each ask of a flush is told, in the order of the asks. */
export function* unfold(runs: readonly Run[], ids: string, flushed: Flushed): Generator<Outcome> {
  for (const [r, run] of runs.entries()) {
    const outcome = flushed.outcomes[r] ?? "internal";
    if (outcome !== "ok" && outcome !== "again") {
      for (let i = 0; i < run.count; i++) yield { refused: outcome };
      continue;
    }
    const kept = outcome === "again" ? flushed.answers[r] : null;
    if (kept?.used !== undefined) {
      const expiresAt =
        run.ask.seconds === null
          ? {}
          : { expiresAt: new Date(((kept.at ?? 0) + run.ask.seconds) * 1000).toISOString() };
      yield { decision: answeredBefore(run.ask, kept), rate: null, windowSeconds: null, ...expiresAt };
      continue;
    }
    yield* decided(run, r, ids, flushed);
  }
}

function* decided({ ask, count, first }: Run, r: number, ids: string, flushed: Flushed): Generator<Outcome> {
  const { fits, pass, warns, hard, hardUsed, soft, softUsed, any, anyUsed } = columns(flushed, r);
  const rate = rateOf(flushed, r);
  const requested = millionthsOf(ask.amount);
  const adds = ask.operation === "consume" || ask.operation === "reserve";
  const total = adds ? requested * BigInt(fits) : 0n;
  for (let i = 0; i < count; i++) {
    if (i >= pass) {
      yield { refused: "rate_limited", ...(rate ? { rate } : {}) };
      continue;
    }
    const denied = i >= fits && ask.operation !== "commit" && ask.operation !== "cancel" && ask.operation !== "release";
    const warned = !denied && i >= fits - warns && soft > 0;
    const window = flushed.windows[(denied ? hard : warned ? soft : any) - 1];
    // In a run each allow stands on the one before; all its denials stand on the last allow.
    const before = denied
      ? millionthsOf(hardUsed) + total
      : warned
        ? millionthsOf(softUsed) + (adds ? requested * BigInt(i) : 0n)
        : 0n;
    const used = denied
      ? before
      : warned
        ? before + (adds ? requested : 0n)
        : millionthsOf(anyUsed) - total + (adds ? requested * BigInt(i + 1) : 0n);
    const limit = window?.[3] === null || window?.[3] === undefined ? null : millionthsOf(window[3]);
    const slug = ask.meter?.slug ?? window?.[6] ?? "";
    const over = limit !== null && (denied || warned);
    yield {
      decision: {
        decisionId: ask.operation === "check" ? null : ids + (first + i).toString(16).padStart(4, "0"),
        allowed: !denied,
        meter: slug,
        requested: numberOf(requested),
        used: numberOf(used),
        limit: limit === null ? null : numberOf(limit),
        remaining: limit === null ? null : numberOf(limit > used ? limit - used : 0n),
        resetsAt: instant(window?.[2]),
        mode: window?.[4] ?? "hard",
        layer: window?.[5] ?? "default",
        reason: over ? denialReason(slug, numberOf(before), numberOf(requested), numberOf(limit)) : null,
      },
      rate,
      ...(ask.seconds !== null ? { expiresAt: new Date((flushed.at + ask.seconds) * 1000).toISOString() } : {}),
      windowSeconds: window?.[1] != null && window[2] != null ? Math.round(window[2] - window[1]) : null,
    };
  }
}

// The window's numbers are those of then, as the first answer gave them.
function answeredBefore(ask: Ask, kept: Kept): Decision {
  const used = millionthsOf(kept.used ?? "0");
  const shown = kept.warned ? millionthsOf(kept.softUsed ?? "0") + millionthsOf(ask.amount) : used;
  const limit = kept.limit == null ? null : millionthsOf(kept.limit);
  const requested = numberOf(millionthsOf(ask.amount));
  return {
    decisionId: (kept.ids ?? "") + (kept.n ?? 0).toString(16).padStart(4, "0"),
    allowed: true,
    meter: ask.meter?.slug ?? "",
    requested,
    used: numberOf(shown),
    limit: limit === null ? null : numberOf(limit),
    remaining: limit === null ? null : numberOf(limit > shown ? limit - shown : 0n),
    resetsAt: instant(kept.ends),
    mode: kept.mode ?? "hard",
    layer: kept.layer ?? "default",
    reason:
      kept.warned && limit !== null
        ? denialReason(ask.meter?.slug ?? "", numberOf(millionthsOf(kept.softUsed ?? "0")), requested, numberOf(limit))
        : null,
  };
}

function columns(flushed: Flushed, r: number) {
  return {
    fits: flushed.fits[r] ?? 0,
    pass: flushed.pass[r] ?? 0,
    warns: flushed.warns[r] ?? 0,
    hard: flushed.hard[r] ?? 0,
    hardUsed: flushed.hardUsed[r] ?? "0",
    soft: flushed.soft[r] ?? 0,
    softUsed: flushed.softUsed[r] ?? "0",
    any: flushed.any[r] ?? 0,
    anyUsed: flushed.anyUsed[r] ?? "0",
  };
}

function rateOf(flushed: Flushed, r: number): RateState | null {
  const limiter = flushed.limiters[(flushed.limiter[r] ?? 0) - 1];
  if (!limiter) return null;
  const [key, calls, seconds, used, started] = limiter;
  return {
    policy: /^[0-]+$/.test(key) ? "tenant" : "key",
    calls,
    seconds,
    remaining: Math.max(calls - used, 0),
    resetsInSeconds: Math.max(1, Math.ceil(started + seconds - flushed.at)),
  };
}

function instant(epochSeconds: number | null | undefined): string | null {
  return epochSeconds == null ? null : new Date(Math.round(epochSeconds * 1000)).toISOString();
}

function equal(a: Ask, b: Ask): boolean {
  return (
    (a.operation === "consume" || a.operation === "check") &&
    a.operation === b.operation &&
    a.idempotencyKey === null &&
    b.idempotencyKey === null &&
    a.amount === b.amount &&
    a.meter?.id === b.meter?.id &&
    a.group === b.group &&
    a.dimensions === b.dimensions &&
    same(a.caller, b.caller)
  );
}

function same(a: Caller, b: Caller): boolean {
  return a.keyId === b.keyId && a.ownerId === b.ownerId && a.ip === b.ip;
}

/** Where `item` is in `list`, counted from 1; it is added where it is not. */
function place<T>(list: T[], item: T, isSame: (a: T, b: T) => boolean): number {
  const at = list.findIndex((each) => isSame(each, item));
  return at >= 0 ? at + 1 : list.push(item);
}

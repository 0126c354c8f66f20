import { millionthsOf, numberOf, steps } from "./amount.ts";
import type { Ask, Outcome, RateState } from "./ask.ts";
import type { Flush, Run } from "./fold.ts";
import { denialReason, type QuotaLayer, type QuotaMode } from "./model.ts";

/** The function's answer, lists by column. Windows and limiters are counted from 1; without columns all were refused. */
export type Flushed = {
  outcomes: string[];
  at?: number;
  windows?: [
    period: string[] | null,
    starts: string[],
    ends: string[],
    limit: (string | null)[],
    hard: boolean[],
    layer: QuotaLayer[],
    meterId: string[],
  ];
  limiters?:
    | [key: string[], calls: number[], seconds: number[], used: number[], wait: number[], reset: number[]]
    | null;
  fits?: number[];
  pass?: number[];
  warns?: number[];
  hard?: number[];
  hardUsed?: string[];
  soft?: number[];
  softUsed?: string[];
  any?: number[];
  anyUsed?: string[];
  limiter?: number[];
  answers?: (Kept | null)[] | null;
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

/** What each ask of a flush is told, in the order of the asks. */
export function unfold({ runs, ids }: Flush, flushed: Flushed): Outcome[] {
  const told: Outcome[] = [];
  for (const [r, run] of runs.entries()) {
    const outcome = flushed.outcomes[r] ?? "internal";
    const kept = outcome === "again" ? flushed.answers?.[r] : null;
    if (outcome !== "ok" && outcome !== "again") {
      for (let i = 0; i < run.count; i++) told.push({ refused: outcome, rate: null });
    } else if (kept?.used !== undefined) {
      told.push(answeredBefore(run.ask, kept, kept.used));
    } else {
      tellRun(told, run, r, ids, flushed);
    }
  }
  return told;
}

/** Of a run the first are allowed, the last of these with a warning; the next denied by the quota; the rest refused by the rate. */
function tellRun(told: Outcome[], { ask, count, first }: Run, r: number, ids: string, flushed: Flushed): void {
  const asks = ask.operation === "check" || ask.operation === "consume" || ask.operation === "reserve";
  const pass = flushed.pass?.[r] ?? 0;
  const fits = asks ? (flushed.fits?.[r] ?? 0) : count;
  const warns = flushed.warns?.[r] ?? 0;
  const adds = ask.operation === "consume" || ask.operation === "reserve";
  const requested = millionthsOf(ask.amount);
  const step = adds ? requested : 0n;
  const total = step * BigInt(fits);
  const rate = rateOf(flushed, r);
  const expiresAt = ask.seconds === null ? null : instant((flushed.at ?? 0) + ask.seconds);
  const slug = ask.meter?.slug;

  const requestedNumber = numberOf(requested);
  const reasonOf = (w: Window, over: number) =>
    w.limitNumber === null ? null : denialReason(w.slug, over, requestedNumber, w.limitNumber);
  const tell = (at: number, w: Window, allowed: boolean, used: number, left: number | null, reason: string | null) => {
    const id = ask.operation === "check" ? null : decisionId(ids, first + at);
    told.push(outcomeOf(w, id, allowed, requestedNumber, used, left, reason, rate, expiresAt));
  };

  const allow = window(flushed, flushed.any?.[r], slug);
  const before = millionthsOf(flushed.anyUsed?.[r] ?? "0") - total;
  const used = steps(before + step, step, fits - warns);
  const left = allow.limit === null ? null : steps(allow.limit - before - step, -step, fits - warns);
  for (let i = 0; i < fits - warns; i++) tell(i, allow, true, used[i] ?? 0, left && Math.max(0, left[i] ?? 0), null);

  if (warns > 0) {
    const warn = window(flushed, flushed.soft?.[r], slug);
    const over = millionthsOf(flushed.softUsed?.[r] ?? "0") + step * BigInt(fits - warns);
    const warnedAt = steps(over, step, warns);
    const warnedUsed = steps(over + step, step, warns);
    const warnedLeft = warn.limit === null ? null : steps(warn.limit - over - step, -step, warns);
    for (let i = 0; i < warns; i++) {
      const room = warnedLeft && Math.max(0, warnedLeft[i] ?? 0);
      tell(fits - warns + i, warn, true, warnedUsed[i] ?? 0, room, reasonOf(warn, warnedAt[i] ?? 0));
    }
  }
  const denied = Math.min(pass, count);
  if (fits < denied) {
    // In a run each allow stands on the one before; all its denials stand on the last allow.
    const deny = window(flushed, flushed.hard?.[r], slug);
    const full = millionthsOf(flushed.hardUsed?.[r] ?? "0") + total;
    const room = deny.limit === null || deny.limit < full ? 0 : numberOf(deny.limit - full);
    const over = numberOf(full);
    const reason = reasonOf(deny, over);
    for (let i = fits; i < denied; i++) tell(i, deny, false, over, room, reason);
  }
  for (let i = asks ? pass : count; i < count; i++) told.push({ refused: "rate_limited", rate });
}

type Window = {
  slug: string;
  limit: bigint | null;
  limitNumber: number | null;
  resetsAt: string | null;
  mode: QuotaMode;
  layer: QuotaLayer;
  seconds: number | null;
  secondsLeft: number | null;
};

function window({ windows, at: moment = 0 }: Flushed, at: number | undefined, slug: string | undefined): Window {
  const w = (at ?? 0) - 1;
  const [, starts, ends, limits, hard, layers, meters] = windows ?? [];
  const limit = limits?.[w] ?? null;
  const from = Date.parse(starts?.[w] ?? "");
  const to = Date.parse(ends?.[w] ?? "");
  return {
    slug: slug ?? meters?.[w] ?? "",
    limit: limit === null ? null : millionthsOf(limit),
    limitNumber: limit === null ? null : numberOf(millionthsOf(limit)),
    resetsAt: Number.isNaN(to) ? null : new Date(to).toISOString(),
    mode: hard?.[w] === false ? "soft" : "hard",
    layer: layers?.[w] ?? "default",
    seconds: Number.isNaN(from) || Number.isNaN(to) ? null : Math.round((to - from) / 1000),
    secondsLeft: Number.isNaN(to) ? null : Math.max(1, Math.ceil(to / 1000 - moment)),
  };
}

function outcomeOf(
  { slug, limitNumber, resetsAt, mode, layer, seconds, secondsLeft }: Window,
  decisionId: string | null,
  allowed: boolean,
  requested: number,
  used: number,
  remaining: number | null,
  reason: string | null,
  rate: RateState | null,
  expiresAt: string | null,
): Outcome {
  const limit = limitNumber;
  const meter = slug;
  return {
    decision: { decisionId, allowed, meter, requested, used, limit, remaining, resetsAt, mode, layer, reason },
    rate,
    windowSeconds: seconds,
    resetsInSeconds: secondsLeft,
    expiresAt,
  };
}

function decisionId(ids: string, n: number): string {
  return ids + n.toString(16).padStart(4, "0");
}

// The window's numbers are those of then, as the first answer gave them.
function answeredBefore(ask: Ask, kept: Kept, keptUsed: string): Outcome {
  const requested = millionthsOf(ask.amount);
  const before = millionthsOf(kept.softUsed ?? "0");
  const used = kept.warned ? before + requested : millionthsOf(keptUsed);
  const limit = kept.limit == null ? null : millionthsOf(kept.limit);
  const slug = ask.meter?.slug ?? "";
  const window: Window = {
    slug,
    limit,
    limitNumber: limit === null ? null : numberOf(limit),
    resetsAt: kept.ends == null ? null : instant(kept.ends),
    mode: kept.mode ?? "hard",
    layer: kept.layer ?? "default",
    seconds: null,
    secondsLeft: null,
  };
  const id = decisionId(kept.ids ?? "", kept.n ?? 0);
  const expiresAt = ask.seconds === null ? null : instant((kept.at ?? 0) + ask.seconds);
  const left = limit === null ? null : limit > used ? numberOf(limit - used) : 0;
  const over = kept.warned && window.limitNumber !== null;
  const reason = over ? denialReason(slug, numberOf(before), numberOf(requested), window.limitNumber ?? 0) : null;
  return outcomeOf(window, id, true, numberOf(requested), numberOf(used), left, reason, null, expiresAt);
}

function rateOf({ limiters, limiter }: Flushed, r: number): RateState | null {
  const l = (limiter?.[r] ?? 0) - 1;
  if (!limiters || l < 0) return null;
  const [keys, calls, seconds, used, wait, reset] = limiters;
  const allowed = calls[l] ?? 0;
  return {
    policy: /^[0-]+$/.test(keys[l] ?? "") ? "tenant" : "key",
    calls: allowed,
    seconds: seconds[l] ?? 1,
    remaining: Math.max(allowed - (used[l] ?? 0), 0),
    waitSeconds: Math.max(0, Math.ceil(wait[l] ?? 0)),
    resetsInSeconds: Math.max(0, Math.ceil(reset[l] ?? 0)),
  };
}

function instant(epochSeconds: number): string {
  return new Date(Math.round(epochSeconds * 1000)).toISOString();
}

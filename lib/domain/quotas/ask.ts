import type { Decision } from "./model.ts";

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

/** A limit of calls as it stands: no second or minute, wherever it begins, has more than `calls`. */
export type RateState = {
  policy: "key" | "tenant";
  calls: number;
  seconds: number;
  remaining: number;
  /** Until a call passes again; 0 while one does. */
  waitSeconds: number;
  /** Until all of `calls` may be made again. */
  resetsInSeconds: number;
};

export type Decided = {
  decision: Decision;
  rate: RateState | null;
  windowSeconds: number | null;
  /** Until the window ends, by the clock that decided; null where it has no end. */
  resetsInSeconds: number | null;
  /** Of a hold. */
  expiresAt: string | null;
};

/** What became of an ask. `refused` holds a problem's code. */
export type Outcome = Decided | { refused: string; rate: RateState | null };

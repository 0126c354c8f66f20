import { createHash } from "node:crypto";
import { AppError, invalidField } from "../../errors.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { decimalOf } from "./amount.ts";
import type { Ask, Decided, Outcome } from "./ask.ts";
import { decide, decideOne } from "./commit-queue.ts";
import type { CheckQuota, ConsumeQuota, Decision, ReleaseQuota, ReserveQuota } from "./model.ts";

type Known = { meters: MeterView[] };
/** The meters as they stand, at once where they are remembered; asked afresh when one is missing. */
export type Catalog = (fresh: boolean) => Known | Promise<Known>;

/** Would it be allowed? Nothing is written. A check of 0 tells what is used. */
export async function checkQuota(scope: ProgramScope, input: CheckQuota, catalog: Catalog): Promise<Decision> {
  const meter = await meterOf(input.meter, catalog, "meter");
  return answered(await one(scope, ask(scope, "check", meter, input))).decision;
}

/**
 * Decides and, when it is allowed, counts, in one durable step. A denial is an answer, too.
 * @throws AppError `conflict` when the idempotency key came with another body, and as `decide` does
 */
export function consumeQuota(scope: ProgramScope, input: ConsumeQuota, catalog: Catalog): Promise<Outcome> {
  const known = catalog(false);
  const meter = known instanceof Promise ? undefined : known.meters.find(({ slug }) => slug === input.meter);
  // Thousands of these may wait, and each wait of its own costs more than all the rest that is kept of a call.
  if (meter && isAddable(meter) && !input.dimensions)
    return decideOne(scope, ask(scope, "consume", meter, input), checked);
  return consumeOf(scope, input, catalog);
}

async function consumeOf(scope: ProgramScope, input: ConsumeQuota, catalog: Catalog): Promise<Outcome> {
  const meter = addable(await meterOf(input.meter, catalog, "meter"), "meter");
  return decideOne(scope, ask(scope, "consume", meter, input), checked);
}

/** Decides many in order, each on its own. */
export async function consumeBatch(
  scope: ProgramScope,
  inputs: readonly ConsumeQuota[],
  catalog: Catalog,
): Promise<Outcome[]> {
  const asks: Ask[] = [];
  for (const [at, input] of inputs.entries()) {
    const path = `${at}.meter`;
    asks.push(ask(scope, "consume", addable(await meterOf(input.meter, catalog, path), path), input));
  }
  const outcomes = asks.length === 0 ? [] : await decide(scope, asks);
  const [first] = outcomes;
  if (first && "refused" in first && first.refused !== "rate_limited" && first.refused !== "conflict") checked(first);
  return outcomes;
}

/** Gives back what exists no longer. Never refused by a quota, never below 0. */
export async function releaseQuota(scope: ProgramScope, input: ReleaseQuota, catalog: Catalog): Promise<Decision> {
  const meter = addable(await meterOf(input.meter, catalog, "meter"), "meter");
  return answered(await one(scope, ask(scope, "release", meter, input))).decision;
}

/** Holds an amount until it is committed, given back, or `ttlSeconds` have passed. Its id is that of the decision. */
export async function reserveQuota(scope: ProgramScope, input: ReserveQuota, catalog: Catalog): Promise<Outcome> {
  const meter = addable(await meterOf(input.meter, catalog, "meter"), "meter");
  return checked(await one(scope, { ...ask(scope, "reserve", meter, input), seconds: input.ttlSeconds }));
}

/** Counts what was really used of a hold and gives the rest back. @throws AppError `not_found`, `conflict` when it is over, `invalid` for more than was held */
export async function commitReservation(
  scope: ProgramScope,
  id: string,
  amount: number,
  catalog: Catalog,
): Promise<Decision> {
  const outcome = await one(scope, { ...ask(scope, "commit", null, { amount }), reservationId: id });
  if ("refused" in outcome && outcome.refused === "invalid") throw invalidField("amount", "is more than was held");
  if ("refused" in outcome && outcome.refused === "conflict")
    throw new AppError("conflict", "This reservation was settled before, or its time is over");
  if ("refused" in outcome && outcome.refused === "not_found") throw new AppError("not_found", "No such reservation");
  const { decision } = answered(outcome);
  const { meters } = await catalog(false);
  return { ...decision, meter: meters.find((each) => each.id === decision.meter)?.slug ?? decision.meter };
}

/** Gives a hold back. Doing so twice, or after its time, changes nothing. @throws AppError `not_found`, `conflict` when it was committed */
export async function cancelReservation(scope: ProgramScope, id: string): Promise<void> {
  const outcome = await one(scope, { ...ask(scope, "cancel", null, { amount: 0 }), reservationId: id });
  if ("refused" in outcome && outcome.refused === "conflict")
    throw new AppError("conflict", "This reservation was committed before");
  if ("refused" in outcome && outcome.refused === "not_found") throw new AppError("not_found", "No such reservation");
  answered(outcome);
}

function one(scope: ProgramScope, asked: Ask): Promise<Outcome> {
  return decideOne(scope, asked, there);
}

function there(outcome: Outcome | undefined): Outcome {
  if (!outcome) throw new AppError("internal");
  return outcome;
}

/** @throws AppError for everything that is neither a decision nor a rate that was passed */
function checked(decided: Outcome | undefined): Outcome {
  const outcome = there(decided);
  if (!("refused" in outcome) || outcome.refused === "rate_limited") return outcome;
  if (outcome.refused === "conflict")
    throw new AppError("conflict", "This idempotency key was used with another body within 24 hours");
  if (outcome.refused === "unauthenticated")
    throw new AppError("unauthenticated", "The key is unknown, expired or revoked");
  if (outcome.refused === "tenant_suspended")
    throw new AppError(
      "tenant_suspended",
      "The tenant is suspended or being deleted; ask the people who run this platform",
    );
  if (outcome.refused === "not_found") throw new AppError("not_found", "No such tenant");
  throw new AppError("internal");
}

function answered(outcome: Outcome): Decided {
  const good = checked(outcome);
  if ("refused" in good)
    throw new AppError("rate_limited", "Too many calls", {
      retryAfterSeconds: Math.max(1, good.rate?.waitSeconds ?? 1),
    });
  return good;
}

async function meterOf(slug: string, catalog: Catalog, path: string): Promise<MeterView> {
  for (const fresh of [false, true]) {
    const { meters } = await catalog(fresh);
    const meter = meters.find((each) => each.slug === slug);
    if (meter) return meter;
  }
  throw invalidField(path, "No meter has this slug");
}

// What is consumed adds up; a level or a number of distinct things can only be reported.
function addable(meter: MeterView, path: string): MeterView {
  if (isAddable(meter)) return meter;
  throw invalidField(path, `A ${meter.aggregation} meter cannot be consumed; report events instead`);
}

function isAddable({ aggregation }: MeterView): boolean {
  return aggregation === "sum" || aggregation === "count";
}

type Input = { amount: number; idempotencyKey?: string; dimensions?: ConsumeQuota["dimensions"] };

function ask(
  scope: ProgramScope,
  operation: Ask["operation"],
  meter: MeterView | null,
  { amount, idempotencyKey, dimensions }: Input,
): Ask {
  const exact = decimalOf(amount);
  const sorted =
    dimensions && JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))));
  return {
    operation,
    caller: { ownerId: scope.key.ownerId, keyId: scope.key.id, ip: scope.origin.ip },
    meter,
    amount: exact,
    group: meter ? groupOf(meter, dimensions) : "[]",
    dimensions: sorted ?? null,
    idempotencyKey: idempotencyKey ?? null,
    bodyHash: idempotencyKey === undefined ? null : hashOf([operation, meter?.slug ?? "", exact, sorted ?? ""]),
    reservationId: null,
    seconds: null,
  };
}

function groupOf(meter: MeterView, dimensions: Input["dimensions"]): string {
  if (meter.groupBy.length === 0) return "[]";
  const group = JSON.stringify(meter.groupBy.map(({ name }) => String(dimensions?.[name] ?? "")));
  if (group.length > 2_000) throw invalidField("dimensions", "are longer than 2,000 characters");
  return group;
}

function hashOf(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

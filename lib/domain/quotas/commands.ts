import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { PLATFORM_ID, v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import { planBySlug } from "../plans/queries.ts";
import { decimalOf } from "./amount.ts";
import type { GrantQuota, QuotaView, SetPlanQuota, SetQuota, SetRate, UnsetQuota } from "./model.ts";
import { quotas } from "./queries.ts";

/**
 * Says what the tenant may use of a meter, over default and plan. It holds from the next decision on, in every process.
 * A limit below what is used already is allowed: nothing is taken back, and `follows` says what happens next.
 */
export async function setQuota(
  scope: Scope,
  { meter: slug, period, limit, mode, reason }: SetQuota,
): Promise<QuotaView & { follows: string | null }> {
  const meter = await knownMeter(scope, slug);
  const before = await scope.db.tenantQuota.findFirst({ where: { meterId: meter.id, period } });
  await scope.db.tenantQuota.deleteMany({ where: { meterId: meter.id, period } });
  await scope.db.tenantQuota.createMany({
    data: {
      meterId: meter.id,
      period,
      limitAmount: decimal(limit),
      mode,
      setBy: scope.actor.name,
      reason: reason ?? null,
    },
  });
  await record(scope, {
    action: "quota.set",
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}` },
    before: before
      ? { limit: before.limitAmount === null ? null : Number(before.limitAmount), mode: before.mode }
      : undefined,
    after: { limit, mode, period },
    reason: reason ?? undefined,
  });
  const now = (await quotas(scope)).find((each) => each.meter === slug && (each.period ?? "none") === period);
  if (!now) throw new AppError("internal");
  return { ...now, follows: follows(now) };
}

/** Takes the tenant's own limit away: plan and default decide again. @throws AppError `not_found` when there is none */
export async function unsetQuota(scope: Scope, { meter: slug, period }: UnsetQuota): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const { count } = await scope.db.tenantQuota.deleteMany({ where: { meterId: meter.id, period } });
  if (count === 0) throw new AppError("not_found", "The tenant has no limit of its own here");
  await record(scope, {
    action: "quota.unset",
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}` },
  });
}

/** Raises a limit for a time. Where the limit below is higher, the grant changes nothing. */
export async function grantQuota(
  scope: Scope,
  { meter: slug, period, limit, startsAt, endsAt, reason }: GrantQuota,
): Promise<{ id: string }> {
  const meter = await knownMeter(scope, slug);
  const id = v7();
  await scope.db.quotaGrant.createMany({
    data: {
      id,
      meterId: meter.id,
      period,
      limitAmount: decimal(limit),
      startsAt,
      endsAt,
      setBy: scope.actor.name,
      reason: reason ?? null,
    },
  });
  await record(scope, {
    action: "quota.granted",
    object: { kind: "grant", id, name: `${slug} per ${period}` },
    after: { limit, endsAt: endsAt.toISOString() },
    reason: reason ?? undefined,
  });
  return { id };
}

/** The limit of every tenant without another one. Platform-wide. */
export async function setDefaultQuota(
  scope: Scope,
  { meter: slug, period, limit, mode, reason }: SetQuota,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  await scope.db.quotaDefault.deleteMany({ where: { meterId: meter.id, period } });
  await scope.db.quotaDefault.createMany({
    data: {
      meterId: meter.id,
      period,
      limitAmount: decimal(limit),
      mode,
      setBy: scope.actor.name,
      reason: reason ?? null,
    },
  });
  await scope.db.quotaLayerChange.createMany({
    data: { meterId: meter.id, period, limitAmount: decimal(limit), mode },
  });
  await record(scope, {
    action: "quota.default_set",
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}` },
    after: { limit, mode, period },
    reason: reason ?? undefined,
  });
}

/** The limit of every tenant on a plan. Platform-wide. */
export async function setPlanQuota(
  scope: Scope,
  { plan: planSlug, meter: slug, period, limit, mode, reason }: SetPlanQuota,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const plan = await planBySlug(scope, planSlug);
  if (!plan) throw invalidField("plan", "No plan has this name");
  await scope.db.planQuota.deleteMany({ where: { planId: plan.id, meterId: meter.id, period } });
  await scope.db.planQuota.createMany({
    data: {
      planId: plan.id,
      meterId: meter.id,
      period,
      limitAmount: decimal(limit),
      mode,
      setBy: scope.actor.name,
      reason: reason ?? null,
    },
  });
  await scope.db.quotaLayerChange.createMany({
    data: { planId: plan.id, meterId: meter.id, period, limitAmount: decimal(limit), mode },
  });
  await record(scope, {
    action: "quota.plan_set",
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period} on ${planSlug}` },
    after: { limit, mode, period },
    reason: reason ?? undefined,
  });
}

/** How many calls a second or minute the tenant, or one of its keys, may make. */
export async function setRate(scope: Scope, { key, calls, per, reason }: SetRate): Promise<void> {
  if (key !== null && !(await scope.db.apiKey.findFirst({ where: { id: key }, select: { id: true } })))
    throw new AppError("not_found", "The tenant has no such key");
  const keyId = key ?? PLATFORM_ID;
  await scope.db.rateLimit.deleteMany({ where: { keyId } });
  if (calls !== null)
    await scope.db.rateLimit.createMany({
      data: { keyId, calls: BigInt(calls), period: per, setBy: scope.actor.name, reason: reason ?? null },
    });
  await record(scope, {
    action: "rate.set",
    object: { kind: "rate", id: keyId, name: key ? "key" : "tenant" },
    after: { calls, per },
    reason: reason ?? undefined,
  });
}

/** Gives the key that replaces another one its rate limit. */
export async function carryRate(scope: Scope, { from, to }: { from: string; to: string }): Promise<void> {
  const rate = await scope.db.rateLimit.findFirst({ where: { keyId: from } });
  if (!rate) return;
  const { calls, period, setBy, setAt, reason } = rate;
  await scope.db.rateLimit.createMany({ data: { keyId: to, calls, period, setBy, setAt, reason } });
}

async function knownMeter(scope: Scope, slug: string): Promise<MeterView> {
  try {
    return await meterBySlug(scope, slug);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") throw invalidField("meter", "No meter has this slug");
    throw error;
  }
}

function decimal(limit: number | null): string | null {
  return limit === null ? null : decimalOf(limit);
}

function follows({ used, limit, mode, resetsAt }: QuotaView): string | null {
  if (limit === null || used <= limit) return null;
  const until = resetsAt ? ` until ${resetsAt}` : " until some is released";
  return `${used} is used already, more than ${limit}: nothing is taken back, and further use is ${mode === "hard" ? "denied" : "warned of"}${until}`;
}

import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { PLATFORM_ID, v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import { planBySlug } from "../plans/queries.ts";
import { decimalOf } from "./amount.ts";
import type { GrantQuota, QuotaView, SetPlanQuota, SetQuota, SetRate, UnsetPlanQuota, UnsetQuota } from "./model.ts";
import { quotas } from "./queries.ts";

export type SetAnswer = QuotaView & {
  /** What a limit below what is used already means; null where it is not. */ follows: string | null;
};

/**
 * Says what the tenant may use of a meter, over default and plan. It holds from the next decision on, in every process.
 * A limit below what is used already is allowed: nothing is taken back, and `follows` says what happens next.
 */
export async function setQuota(scope: Scope, input: SetQuota): Promise<SetAnswer> {
  const { tenantQuota } = scope.db;
  await setLimit(scope, { action: "quota.set", layer: "tenant", on: "" }, input, (where) => ({
    find: () => tenantQuota.findFirst({ where }),
    clear: () => tenantQuota.deleteMany({ where }),
    add: (data) => tenantQuota.createMany({ data: { ...where, ...data } }),
  }));
  const now = await standing(scope, input);
  if (!now) throw new AppError("internal");
  return { ...now, follows: follows(now) };
}

/**
 * Takes the tenant's own limit away: plan and default decide again. What they say is answered, null where they say nothing.
 * @throws AppError `not_found` when there is none
 */
export async function unsetQuota(scope: Scope, { meter: slug, period }: UnsetQuota): Promise<SetAnswer | null> {
  const meter = await knownMeter(scope, slug);
  const { count } = await scope.db.tenantQuota.deleteMany({ where: { meterId: meter.id, period } });
  if (count === 0) throw new AppError("not_found", "The tenant has no limit of its own here");
  await record(scope, {
    action: "quota.unset",
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}` },
  });
  const now = await standing(scope, { meter: slug, period });
  return now && { ...now, follows: follows(now) };
}

/** The limit of every tenant without another one. Platform-wide. Each change is kept, for graphs to draw the limit as it was. */
export async function setDefaultQuota(scope: Scope, input: SetQuota): Promise<void> {
  const { quotaDefault, quotaLayerChange } = scope.db;
  await setLimit(scope, { action: "quota.default_set", layer: "default", on: "" }, input, (where) => ({
    find: () => quotaDefault.findFirst({ where }),
    clear: () => quotaDefault.deleteMany({ where }),
    add: async ({ limitAmount, mode, ...said }) => {
      await quotaDefault.createMany({ data: { ...where, limitAmount, mode, ...said } });
      await quotaLayerChange.createMany({ data: { ...where, limitAmount, mode } });
    },
  }));
}

/** The limit of every tenant on a plan. Platform-wide. */
export async function setPlanQuota(scope: Scope, { plan: planSlug, ...input }: SetPlanQuota): Promise<void> {
  const plan = await planBySlug(scope, planSlug);
  if (!plan) throw invalidField("plan", "No plan has this name");
  const { planQuota, quotaLayerChange } = scope.db;
  await setLimit(
    scope,
    { action: "quota.plan_set", layer: `plan ${plan.id}`, on: ` on ${planSlug}` },
    input,
    (each) => {
      const where = { planId: plan.id, ...each };
      return {
        find: () => planQuota.findFirst({ where }),
        clear: () => planQuota.deleteMany({ where }),
        add: async ({ limitAmount, mode, ...said }) => {
          await planQuota.createMany({ data: { ...where, limitAmount, mode, ...said } });
          await quotaLayerChange.createMany({ data: { ...where, limitAmount, mode } });
        },
      };
    },
  );
}

/** Takes a default limit away: what no plan and no tenant limits is unlimited then. @throws AppError `not_found` when there is none */
export async function unsetDefaultQuota(scope: Scope, input: UnsetQuota): Promise<void> {
  const { quotaDefault } = scope.db;
  await unsetLayer(
    scope,
    { action: "quota.default_unset", layer: "default", on: "", planId: null },
    input,
    (where) => ({
      find: () => quotaDefault.findFirst({ where }),
      clear: () => quotaDefault.deleteMany({ where }),
    }),
  );
}

/** Takes a plan's limit away: the default decides for its tenants then. @throws AppError `not_found` when there is none */
export async function unsetPlanQuota(scope: Scope, { plan: planSlug, ...input }: UnsetPlanQuota): Promise<void> {
  const plan = await planBySlug(scope, planSlug);
  if (!plan) throw invalidField("plan", "No plan has this name");
  const { planQuota } = scope.db;
  const of = { action: "quota.plan_unset", layer: `plan ${plan.id}`, on: ` on ${planSlug}`, planId: plan.id };
  await unsetLayer(scope, of, input, (each) => {
    const where = { planId: plan.id, ...each };
    return { find: () => planQuota.findFirst({ where }), clear: () => planQuota.deleteMany({ where }) };
  });
}

/**
 * Raises a limit for a time; it never lowers one. Where the layers below allow as much already, it changes nothing while they do,
 * and `follows` says so.
 */
export async function grantQuota(
  scope: Scope,
  { meter: slug, period, limit, startsAt, endsAt, reason }: GrantQuota,
): Promise<{ id: string; follows: string | null }> {
  const meter = await knownMeter(scope, slug);
  const below = await standing(scope, { meter: slug, period });
  const id = v7();
  const said = { setBy: scope.actor.name, reason: reason ?? null };
  await scope.db.quotaGrant.createMany({
    data: { id, meterId: meter.id, period, limitAmount: decimal(limit), startsAt, endsAt, ...said },
  });
  await record(scope, {
    action: "quota.granted",
    object: { kind: "grant", id, name: `${slug} per ${period}` },
    after: { limit, endsAt: endsAt.toISOString() },
    reason: reason ?? undefined,
  });
  const raises = below && below.limit !== null && (limit === null || limit > below.limit);
  return { id, follows: raises ? null : grantIdle(below) };
}

/** How many calls a second or minute the tenant, or one of its keys, may make: in any second or minute, wherever it begins. */
export async function setRate(scope: Scope, { key, calls, per, reason }: SetRate): Promise<void> {
  if (key !== null && !(await scope.db.apiKey.findFirst({ where: { id: key }, select: { id: true } })))
    throw new AppError("not_found", "The tenant has no such key");
  const keyId = key ?? PLATFORM_ID;
  await inTurn(scope, `rate ${keyId}`);
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

type Place = { meterId: string; period: string };
type Said = { limitAmount: string | null; mode: string; setBy: string; reason: string | null };
type Found = { limitAmount: unknown; mode: string };
type Rows = {
  find(): Promise<Found | null>;
  clear(): Promise<{ count: number }>;
  add(data: Said): Promise<unknown>;
};
type Layer = { action: string; layer: string; on: string };

/** The one way a layer's limit is set: in turn, in the place of what it said before, with both in the audit. */
async function setLimit(
  scope: Scope,
  { action, layer, on }: Layer,
  { meter: slug, period, limit, mode, reason }: SetQuota,
  rowsOf: (where: Place) => Rows,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const rows = rowsOf({ meterId: meter.id, period });
  await inTurn(scope, `${layer} ${meter.id} ${period}`);
  const before = await rows.find();
  await rows.clear();
  await rows.add({ limitAmount: decimal(limit), mode, setBy: scope.actor.name, reason: reason ?? null });
  await record(scope, {
    action,
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}${on}` },
    before: before ? saidBefore(before) : undefined,
    after: { limit, mode, period },
    reason: reason ?? undefined,
  });
}

/** The one way a platform-wide layer falls silent: in turn, with what it said in the audit, and from when on in what graphs read. */
async function unsetLayer(
  scope: Scope,
  { action, layer, on, planId }: Layer & { planId: string | null },
  { meter: slug, period }: UnsetQuota,
  rowsOf: (where: Place) => Pick<Rows, "find" | "clear">,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const rows = rowsOf({ meterId: meter.id, period });
  await inTurn(scope, `${layer} ${meter.id} ${period}`);
  const before = await rows.find();
  const { count } = await rows.clear();
  if (!before || count === 0) throw new AppError("not_found", "There is no such limit any more");
  await scope.db.quotaLayerChange.createMany({
    data: { meterId: meter.id, period, planId, limitAmount: null, mode: null },
  });
  await record(scope, {
    action,
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}${on}` },
    before: saidBefore(before),
  });
}

function saidBefore({ limitAmount, mode }: Found) {
  return { limit: limitAmount === null ? null : Number(limitAmount), mode };
}

// Two who set the same limit at the same moment take turns: the second replaces what the first said, and sees it.
async function inTurn(scope: Scope, what: string): Promise<void> {
  const name = `quota ${scope.tenant.id} ${what}`;
  await scope.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

async function standing(scope: Scope, { meter, period }: UnsetQuota): Promise<QuotaView | null> {
  const all = await quotas(scope);
  return all.find((each) => each.meter === meter && (each.period ?? "none") === period) ?? null;
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

function grantIdle(below: QuotaView | null): string {
  if (!below) return "No layer limits this meter in this period, so the grant changes nothing";
  if (below.limit === null)
    return `The layer ${below.layer} allows any amount already, so the grant changes nothing while it does`;
  return `The layer ${below.layer} allows ${below.limit} already, so the grant changes nothing while it does`;
}

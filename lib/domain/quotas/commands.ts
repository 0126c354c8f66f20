import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { PLATFORM_ID, v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { GrantQuota, QuotaView, SetQuota, SetRate, UnsetQuota } from "./model.ts";
import { quotas } from "./queries.ts";
import { inTurn, knownMeter, limitColumn, setLimit } from "./set-limit.ts";

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
    data: { id, meterId: meter.id, period, limitAmount: limitColumn(limit), startsAt, endsAt, ...said },
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

async function standing(scope: Scope, { meter, period }: UnsetQuota): Promise<QuotaView | null> {
  const all = await quotas(scope);
  return all.find((each) => each.meter === meter && (each.period ?? "none") === period) ?? null;
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

import { z } from "zod";
import { isStorable } from "../../text.ts";
import { Amount, AmountOrNone } from "./amount.ts";

/** The windows a quota can be for. `none` is an allocation: what exists now, which no period ends. */
export const quotaPeriods = ["none", "minute", "hour", "day", "month"] as const;
export type QuotaPeriod = (typeof quotaPeriods)[number];

export const quotaModes = ["hard", "soft"] as const;
export type QuotaMode = (typeof quotaModes)[number];

/** Who may say what a limit is, from the weakest to the strongest. */
export const quotaLayers = ["default", "plan", "template", "tenant", "grant"] as const;
export type QuotaLayer = (typeof quotaLayers)[number];

/** What a call was told. `used` is what counts against the limit: after an allow with it, at a denial without it. */
export type Decision = {
  decisionId: string | null;
  allowed: boolean;
  meter: string;
  requested: number;
  used: number;
  /** null is unlimited. */
  limit: number | null;
  remaining: number | null;
  /** null for an allocation. */
  resetsAt: string | null;
  mode: QuotaMode;
  layer: QuotaLayer;
  reason: string | null;
};

const kept = (text: z.ZodString) => text.refine(isStorable, "must be well-formed text without NUL");
const text = (max: number) => kept(z.string().min(1).max(max));

const meter = text(63).describe("The meter's slug");
const idempotencyKey = text(255).describe("The same key again within 24 hours counts once").optional();

export const Dimensions = z
  .record(text(64), z.union([kept(z.string().max(255)), z.number(), z.boolean()]))
  .refine((dimensions) => Object.keys(dimensions).length <= 16, "has at most 16 names");

export const CheckQuota = z.object({ meter, amount: AmountOrNone }).strict();
export type CheckQuota = z.output<typeof CheckQuota>;

export const ConsumeQuota = z
  .object({ meter, amount: Amount, idempotencyKey, dimensions: Dimensions.optional() })
  .strict();
export type ConsumeQuota = z.output<typeof ConsumeQuota>;

export const consumesPerBatchMax = 1_000;
export const ConsumeBatch = z.array(ConsumeQuota).max(consumesPerBatchMax, "has at most 1,000 entries");

export const ReleaseQuota = z
  .object({ meter, amount: Amount, idempotencyKey, dimensions: Dimensions.optional() })
  .strict();
export type ReleaseQuota = z.output<typeof ReleaseQuota>;

export const ReserveQuota = z
  .object({
    meter,
    amount: Amount,
    ttlSeconds: z.int().min(1).max(86_400),
    idempotencyKey,
    dimensions: Dimensions.optional(),
  })
  .strict();
export type ReserveQuota = z.output<typeof ReserveQuota>;

export const CommitReservation = z.object({ amount: Amount }).strict();

const reason = z
  .string()
  .trim()
  .max(500, "Use at most 500 characters")
  .refine(isStorable, "Use visible characters only")
  .nullish();
const limit = AmountOrNone.nullable().describe("null is unlimited, 0 is nothing");

export const SetQuota = z
  .object({ meter, period: z.enum(quotaPeriods), limit, mode: z.enum(quotaModes).default("hard"), reason })
  .strict();
export type SetQuota = z.output<typeof SetQuota>;

export const SetPlanQuota = SetQuota.extend({ plan: text(63) });
export type SetPlanQuota = z.output<typeof SetPlanQuota>;

export const UnsetQuota = z.object({ meter, period: z.enum(quotaPeriods) }).strict();
export type UnsetQuota = z.output<typeof UnsetQuota>;

export const UnsetPlanQuota = UnsetQuota.extend({ plan: text(63) });
export type UnsetPlanQuota = z.output<typeof UnsetPlanQuota>;

export const GrantQuota = z
  .object({
    meter,
    period: z.enum(quotaPeriods),
    limit,
    startsAt: z.coerce.date().optional(),
    endsAt: z.coerce.date(),
    reason,
  })
  .strict()
  .refine(({ startsAt, endsAt }) => endsAt > (startsAt ?? new Date()), {
    path: ["endsAt"],
    message: "A grant ends after it starts",
  });
export type GrantQuota = z.output<typeof GrantQuota>;

export const EndGrant = z.object({ id: z.uuid("Give the grant's id") }).strict();
export type EndGrant = z.output<typeof EndGrant>;

export const ratePeriods = ["second", "minute"] as const;
/** `key` null is the whole tenant; `calls` null takes the limit away. */
export const SetRate = z
  .object({
    key: z.uuid("Give the key's id").nullable(),
    calls: z.int().min(0).max(1_000_000_000).nullable(),
    per: z.enum(ratePeriods),
    reason,
  })
  .strict();
export type SetRate = z.output<typeof SetRate>;

export type QuotaView = {
  meter: string;
  kind: "allocation" | "consumption";
  /** null for an allocation. */
  period: Exclude<QuotaPeriod, "none"> | null;
  used: number;
  limit: number | null;
  remaining: number | null;
  resetsAt: string | null;
  mode: QuotaMode;
  layer: QuotaLayer;
};

export type LayerView = {
  layer: QuotaLayer;
  limit: number | null;
  mode: QuotaMode | null;
  setBy: string;
  setAt: string;
  reason: string | null;
  endsAt: string | null;
};

/** What is kept: every denial and warning, and of the allows a sample, the first of each meter in a quarter of an hour. */
export const decisionOutcomes = ["denied", "warned", "allowed"] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

export type DecisionView = Decision & {
  decisionId: string;
  at: string;
  outcome: DecisionOutcome;
  period: QuotaView["period"];
  layers: LayerView[];
  keyId: string | null;
  ip: string | null;
  dimensions: Record<string, string | number | boolean>;
};

/** Why a quota denies, in the words that every surface shows. */
export function denialReason(meterSlug: string, used: number, requested: number, limitAmount: number): string {
  return `Would exceed ${meterSlug} quota: ${plain(used)} used + ${plain(requested)} requested > ${plain(limitAmount)}`;
}

/** What the one who was denied can do about it. */
export function denialRemedy({ requested, limit, resetsAt }: Decision): string {
  if (resetsAt === null) return "Check usage and release some of it, or have the quota raised.";
  if (limit !== null && requested > limit)
    return "Check usage and have the quota raised: this is more than a whole period has.";
  return `Check usage and wait until ${resetsAt}, or have the quota raised.`;
}

// JSON's spelling, but never 1e+21.
function plain(amount: number): string {
  const written = String(amount);
  return written.includes("e") ? BigInt(Math.round(amount)).toString() : written;
}

/** What was decided since a decision was the newest of a list. */
export const SinceDecision = z.object({ since: z.uuid("Give the decision's id") }).strict();
export type SinceDecision = z.output<typeof SinceDecision>;

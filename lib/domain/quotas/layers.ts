import { z } from "zod";
import { Prisma } from "#generated/prisma/client.ts";
import type { StaffScope } from "../../gate/scope.ts";
import { type QuotaMode, type QuotaPeriod, quotaModes, quotaPeriods } from "./model.ts";

/** What the default, or a plan, says of a meter. */
export type LayerLimit = {
  /** Null is the default of every tenant. */
  plan: { slug: string; name: string } | null;
  meter: { slug: string; name: string; unit: string };
  period: QuotaPeriod;
  limit: number | null;
  mode: QuotaMode;
  setBy: string;
  setAt: string;
};

/** What default and plans say, of all meters, in the order of meters and then of plans. */
export async function layerLimits(scope: StaffScope): Promise<LayerLimit[]> {
  const rows = await scope.db.$queryRaw<Row[]>`
    SELECT p.slug AS "planSlug", p.name AS "planName", m.slug, m.name, m.unit, q.period, q.limit_amount::text AS "limitAmount", q.mode,
      q.set_by AS "setBy", q.set_at AS "setAt"
    FROM (SELECT NULL::uuid AS plan_id, meter_id, period, limit_amount, mode, set_by, set_at FROM quota_default
      UNION ALL SELECT plan_id, meter_id, period, limit_amount, mode, set_by, set_at FROM plan_quota) q
    JOIN meter m ON m.id = q.meter_id LEFT JOIN plan p ON p.id = q.plan_id
    ORDER BY m.position, m.slug, p.position NULLS FIRST, p.slug, q.period`;
  return rows.map(({ planSlug, planName, slug, name, unit, period, limitAmount, mode, setBy, setAt }) => ({
    plan: planSlug === null ? null : { slug: planSlug, name: planName ?? planSlug },
    meter: { slug, name, unit },
    period: quotaPeriods.find((each) => each === period) ?? "none",
    limit: limitAmount === null ? null : Number(limitAmount),
    mode: quotaModes.find((each) => each === mode) ?? "hard",
    setBy,
    setAt: setAt.toISOString(),
  }));
}

/** A limit that somebody is about to set for a plan, or, without one, for all tenants; without a number, to take away. */
export const ReachQuestion = z
  .object({
    plan: z.string().max(63).optional(),
    meter: z.string().max(63),
    period: z.enum(quotaPeriods),
    limit: z.coerce.number().min(0).optional(),
  })
  .strict();
export type ReachQuestion = z.output<typeof ReachQuestion>;

export type Reach = {
  /** For how many tenants it would decide; `more` where they are more than were looked at. */
  tenants: number;
  more: boolean;
  /** How many of them are above it now, among those whose use is counted in this period. */
  above: number;
  counted: number;
  /** What decides for them once the limit is taken away; null where nothing does. */
  below: { limit: number | null; mode: QuotaMode } | null;
};

const tenantsMax = 500;

/** Whom a limit would decide for, and who is above it already. Grants may still lift one of them over it for a time. */
export async function limitReach(scope: StaffScope, { plan, meter, period, limit }: ReachQuestion): Promise<Reach> {
  const of = plan
    ? Prisma.sql`t.plan_id = (SELECT id FROM plan WHERE slug = ${plan})`
    : Prisma.sql`NOT EXISTS (SELECT FROM plan_quota q JOIN meter m ON m.id = q.meter_id
        WHERE q.plan_id = t.plan_id AND m.slug = ${meter} AND q.period = ${period})`;
  const below = plan && limit === undefined ? await defaultLimit(scope, meter, period) : null;
  const against = limit ?? below?.limit ?? null;
  const [row] = await scope.db.$queryRaw<{ tenants: number; above: number; counted: number }[]>`
    SELECT count(*)::int AS tenants, count(*) FILTER (WHERE w.used > ${against === null ? null : String(against)}::numeric)::int AS above, count(w.used)::int AS counted
    FROM (SELECT t.tenant_id FROM tenant t WHERE ${of} AND t.status <> 'Terminating'
        AND NOT EXISTS (SELECT FROM tenant_quota o JOIN meter m ON m.id = o.meter_id
          WHERE o.tenant_id = t.tenant_id AND m.slug = ${meter} AND o.period = ${period})
      ORDER BY t.slug LIMIT ${tenantsMax + 1}) t
    LEFT JOIN LATERAL (SELECT greatest(w.used, 0) + w.held AS used FROM quota_windows(t.tenant_id, '{}', true, now()) w
      JOIN meter m ON m.id = w.meter_id WHERE m.slug = ${meter} AND w.period = ${period} LIMIT 1) w ON true`;
  const { tenants, above, counted } = row ?? { tenants: 0, above: 0, counted: 0 };
  return { tenants: Math.min(tenants, tenantsMax), more: tenants > tenantsMax, above, counted, below };
}

async function defaultLimit(scope: StaffScope, meter: string, period: QuotaPeriod): Promise<Reach["below"]> {
  const [row] = await scope.db.$queryRaw<{ limitAmount: string | null; mode: string }[]>`
    SELECT q.limit_amount::text AS "limitAmount", q.mode FROM quota_default q JOIN meter m ON m.id = q.meter_id
    WHERE m.slug = ${meter} AND q.period = ${period}`;
  if (!row) return null;
  const limit = row.limitAmount === null ? null : Number(row.limitAmount);
  return { limit, mode: row.mode === "soft" ? "soft" : "hard" };
}

type Row = {
  planSlug: string | null;
  planName: string | null;
  slug: string;
  name: string;
  unit: string;
  period: string;
  limitAmount: string | null;
  mode: string;
  setBy: string;
  setAt: Date;
};

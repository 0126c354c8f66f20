import { z } from "zod";
import type { Scope } from "../../gate/scope.ts";
import { auditedBetween } from "../audit/queries.ts";
import { type LayerChange, type LimitStep, limitStepsOf, type PlanChange, type Said } from "./limit-history.ts";
import { type QuotaPeriod, quotaModes } from "./model.ts";

type Meter = { id: string; slug: string };
type LayerRow = { plan: string | null; own: boolean; limit_amount: string | null; mode: string | null; at: Date };

const changesMax = 1_000;

/**
 * The limit of a meter over time, from what default and plans said, the tenant's audit entries and its grants.
 * Null where no layer ever set one.
 */
export async function limitSteps(
  scope: Scope,
  meter: Meter,
  period: QuotaPeriod,
  from: Date,
  to: Date,
): Promise<LimitStep[] | null> {
  const name = `${meter.slug} per ${period}`;
  const layers = await layerChanges(scope, meter, period);
  const own = await auditedBetween(scope, {
    actions: ["quota.set", "quota.unset", "tenant.updated"],
    from: new Date(0),
    to: new Date(Date.now() + 60_000),
    limit: changesMax,
  });
  const told = own
    .filter(({ view }) => view.objectKind === "quota" && view.objectName === name)
    .map(
      ({ at, before, after }): LayerChange => ({
        at,
        layer: "tenant",
        plan: null,
        said: saidOf(after),
        before: saidOf(before),
      }),
    );
  const changes = [...layers, ...told];
  if (changes.length === 0) return null;
  const raises = await scope.db.quotaGrant.findMany({
    where: { meterId: meter.id, period, endsAt: { gt: from }, startsAt: { lt: to } },
    select: { startsAt: true, endsAt: true, limitAmount: true },
  });
  const steps = limitStepsOf(
    {
      plan: await planName(scope),
      planChanges: own.flatMap(({ at, before, after }) => planChange(at, before, after)),
      changes,
      raises: raises.map(({ limitAmount, ...times }) => ({
        ...times,
        limit: limitAmount === null ? null : Number(limitAmount),
      })),
    },
    from,
    to,
  );
  return steps.some(({ value }) => value !== null) ? steps : null;
}

/** Which periods some layer limits a meter for, now. */
export async function limitedPeriods(scope: Scope, meterId: string): Promise<QuotaPeriod[]> {
  const rows = await scope.db.$queryRaw<{ period: QuotaPeriod }[]>`
    SELECT period FROM quota_default WHERE meter_id = ${meterId}::uuid AND limit_amount IS NOT NULL
    UNION SELECT q.period FROM tenant t JOIN plan_quota q ON q.plan_id = t.plan_id
      WHERE t.tenant_id = ${scope.tenant.id}::uuid AND q.meter_id = ${meterId}::uuid AND q.limit_amount IS NOT NULL
    UNION SELECT period FROM tenant_quota
      WHERE tenant_id = ${scope.tenant.id}::uuid AND meter_id = ${meterId}::uuid AND limit_amount IS NOT NULL`;
  return rows.map(({ period }) => period);
}

// The tenant's present limit stands beside its entries: what was set without one is known since it was set.
async function layerChanges(scope: Scope, { id }: Meter, period: QuotaPeriod): Promise<LayerChange[]> {
  const rows = await scope.db.$queryRaw<LayerRow[]>`
    SELECT p.name AS plan, false AS own, c.limit_amount::text, c.mode, c.at FROM quota_layer_change c LEFT JOIN plan p ON p.id = c.plan_id
      WHERE c.meter_id = ${id}::uuid AND c.period = ${period}
    UNION ALL SELECT NULL, true, limit_amount::text, mode, set_at FROM tenant_quota
      WHERE tenant_id = ${scope.tenant.id}::uuid AND meter_id = ${id}::uuid AND period = ${period}
    ORDER BY at DESC LIMIT ${changesMax}`;
  return rows.map(({ plan, own, limit_amount, mode, at }) => ({
    at,
    layer: own ? "tenant" : plan === null ? "default" : "plan",
    plan,
    said: saidOf({ limit: limit_amount === null ? null : Number(limit_amount), mode }),
  }));
}

async function planName(scope: Scope): Promise<string> {
  const [plan] = await scope.db.$queryRaw<{ name: string }[]>`
    SELECT p.name FROM tenant t JOIN plan p ON p.id = t.plan_id WHERE t.tenant_id = ${scope.tenant.id}::uuid`;
  return plan?.name ?? "";
}

const SaidRow = z.object({ limit: z.number().nullable(), mode: z.enum(quotaModes) });
const OfPlan = z.object({ plan: z.string() });

function saidOf(state: unknown): Said | null {
  return SaidRow.safeParse(state).data ?? null;
}

function planChange(at: Date, before: unknown, after: unknown): PlanChange[] {
  const [from, to] = [OfPlan.safeParse(before).data?.plan, OfPlan.safeParse(after).data?.plan];
  return from !== undefined && to !== undefined && from !== to ? [{ at, from, to }] : [];
}

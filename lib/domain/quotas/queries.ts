import { z } from "zod";
import type { Decision as DecisionRow } from "#generated/prisma/client.ts";
import { AppError } from "../../errors.ts";
import type { ReadingScope, Scope, StaffScope } from "../../gate/scope.ts";
import {
  type DecisionOutcome,
  type DecisionView,
  Dimensions,
  decisionOutcomes,
  denialReason,
  type QuotaLayer,
  type QuotaMode,
  type QuotaPeriod,
  type QuotaView,
  quotaLayers,
  quotaModes,
  type SinceDecision,
} from "./model.ts";

type WindowRow = {
  slug: string;
  period: QuotaPeriod;
  ends_at: Date | null;
  limit_amount: string | null;
  mode: QuotaMode;
  layer: QuotaLayer;
  used: string;
};

const windows = `
  SELECT m.slug, w.period, nullif(w.ends_at, 'infinity') AS ends_at, w.limit_amount::text, w.mode, w.layer, (greatest(w.used, 0) + w.held)::text AS used
  FROM quota_windows($1::uuid, '{}', true, now()) w JOIN meter m ON m.id = w.meter_id
  ORDER BY m.position, m.slug, w.ends_at`;

/** Each limit that some layer sets for the tenant, with what counts against it now. */
export async function quotas(scope: Scope): Promise<QuotaView[]> {
  return quotaViews(await scope.db.$queryRawUnsafe<WindowRow[]>(windows, scope.tenant.id));
}

/** The same for a program, which may ask often. */
export async function quotasOfProgram(scope: ReadingScope): Promise<QuotaView[]> {
  return quotaViews(await scope.read<WindowRow>("quotas", windows, [scope.tenant.id]));
}

function quotaViews(rows: WindowRow[]): QuotaView[] {
  return rows.map(({ slug, period, ends_at, limit_amount, mode, layer, used }) => {
    const limit = limit_amount === null ? null : Number(limit_amount);
    const remaining = limit === null ? null : Math.max(0, round(limit - Number(used)));
    const kind = period === "none" ? "allocation" : "consumption";
    return {
      meter: slug,
      kind,
      period: period === "none" ? null : period,
      used: Number(used),
      limit,
      remaining,
      resetsAt: ends_at?.toISOString() ?? null,
      mode,
      layer,
    };
  });
}

export type DecisionPage = { items: DecisionView[]; next: string | null };

/** Kept decisions of the tenant, newest first: denials and warnings where `outcomes` does not say which. `before` is the id of the last one seen. */
export async function decisions(
  scope: Scope,
  {
    before,
    limit = 50,
    outcomes = ["denied", "warned"],
  }: { before?: string; limit?: number; outcomes?: readonly DecisionOutcome[] } = {},
): Promise<DecisionPage> {
  const rows: DecisionRow[] = [];
  // One outcome at a time: each is a stretch of one index in the order that is shown.
  for (const outcome of outcomes) {
    const where = { outcome, ...(before ? { id: { lt: before } } : {}) };
    rows.push(...(await scope.db.decision.findMany({ where, orderBy: { id: "desc" }, take: limit + 1 })));
  }
  rows.sort((a, b) => (a.id < b.id ? 1 : -1));
  const shown = rows.slice(0, limit);
  return { items: await views(scope, shown), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** How many denials and warnings came since one, up to a hundred of each. */
export async function newerDenials(scope: Scope, { since }: SinceDecision): Promise<{ count: number }> {
  let count = 0;
  for (const outcome of ["denied", "warned"]) {
    const where = { outcome, id: { gt: since } };
    const found = await scope.db.decision.findMany({
      where,
      select: { id: true },
      orderBy: { id: "desc" },
      take: newerMax,
    });
    count += found.length;
  }
  return { count };
}

const newerMax = 100;

/** One kept decision and why. @throws AppError `not_found`, also for an allow that is counted but not in the sample */
export async function decisionById(scope: Scope, id: string): Promise<DecisionView> {
  const row = await scope.db.decision.findFirst({ where: { id } });
  const [found] = row ? await views(scope, [row]) : [];
  if (!found) throw new AppError("not_found", "No denial, warning or sampled allow has this id");
  return found;
}

/** Whether a program has ever asked for quota here. */
export async function hasDecided(scope: Scope): Promise<boolean> {
  return (await scope.db.decisionTally.findFirst({ select: { meterId: true } })) !== null;
}

export type Tally = { allowed: number; denied: number; warned: number; limited: number };

/** How many calls were decided which way since a time: of one tenant, or for staff of all. */
export async function tally(scope: Scope | StaffScope, since: Date): Promise<Tally> {
  const { _sum } = await scope.db.decisionTally.aggregate({
    where: { bucket: { gte: since } },
    _sum: { allowed: true, denied: true, warned: true, limited: true },
  });
  return {
    allowed: Number(_sum.allowed ?? 0),
    denied: Number(_sum.denied ?? 0),
    warned: Number(_sum.warned ?? 0),
    limited: Number(_sum.limited ?? 0),
  };
}

async function views(scope: Scope, rows: DecisionRow[]): Promise<DecisionView[]> {
  const meters = await scope.db.meter.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.meterId))] } },
    select: { id: true, slug: true },
  });
  const slugs = new Map(meters.map(({ id, slug }) => [id, slug]));
  return rows.map((row) => view(row, slugs.get(row.meterId) ?? ""));
}

function view(row: DecisionRow, meter: string): DecisionView {
  const [requested, used] = [Number(row.requested), Number(row.used)];
  const limit = row.limitAmount === null ? null : Number(row.limitAmount);
  const denied = row.outcome === "denied";
  const shown = denied ? used : round(used + requested);
  return {
    decisionId: row.id,
    at: row.at.toISOString(),
    outcome: decisionOutcomes.find((each) => each === row.outcome) ?? "denied",
    allowed: !denied,
    meter,
    requested,
    used: shown,
    limit,
    remaining: limit === null ? null : Math.max(0, round(limit - shown)),
    resetsAt: row.resetsAt?.toISOString() ?? null,
    period: periodOf(row.period),
    mode: quotaModes.find((each) => each === row.mode) ?? "hard",
    layer: quotaLayers.find((each) => each === row.layer) ?? "default",
    reason: row.outcome === "allowed" || limit === null ? null : denialReason(meter, used, requested, limit),
    layers: Layers.parse(row.layers),
    keyId: row.keyId,
    ip: row.ip,
    dimensions: Dimensions.catch({}).parse(row.dimensions),
  };
}

function periodOf(period: string): QuotaView["period"] {
  return (["minute", "hour", "day", "month"] as const).find((each) => each === period) ?? null;
}

const Instant = z.string().transform(utc);
const Layers = z.array(
  z.object({
    layer: z.enum(quotaLayers),
    limit: z.number().nullable(),
    mode: z.enum(quotaModes).nullable(),
    setBy: z.string(),
    setAt: Instant,
    reason: z.string().nullable(),
    endsAt: Instant.nullable(),
  }),
);

function utc(time: string): string {
  return new Date(time).toISOString();
}

function round(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

/** Kept decisions with this id, for whoever must find where one belongs. */
export function decisionsBy(scope: Scope | StaffScope, id: string, limit: number) {
  return scope.db.decision.findMany({
    where: { id },
    select: { id: true, tenantId: true, outcome: true, at: true },
    take: limit,
  });
}

/** A kept decision with what a page needs to explain it in words. @throws AppError `not_found` */
export async function explainedDecision(scope: Scope, id: string) {
  const decision = await decisionById(scope, id);
  const meter = await scope.db.meter.findFirst({ where: { slug: decision.meter }, select: { name: true, unit: true } });
  const key = decision.keyId
    ? await scope.db.apiKey.findFirst({ where: { id: decision.keyId }, select: { name: true } })
    : null;
  const tenant = await scope.db.tenant.findFirst({ select: { timeZone: true } });
  return {
    decision,
    meter: meter ?? { name: decision.meter, unit: "" },
    keyName: key?.name ?? null,
    zone: tenant?.timeZone ?? "UTC",
  };
}

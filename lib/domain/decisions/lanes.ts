import { Prisma } from "#generated/prisma/client.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import type { Change } from "../audit/model.ts";
import { auditedBetween } from "../audit/queries.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import type { LimitStep } from "../quotas/limit-history.ts";
import { limitSteps } from "../quotas/limits.ts";
import type { DecisionView, QuotaPeriod } from "../quotas/model.ts";
import { periodStart, runningTotals } from "../usage/running.ts";
import { firstCounted } from "../usage/windows.ts";
import { episodeOf } from "./episode.ts";
import type { DecisionLanes, LaneChange, LaneOutcome } from "./model.ts";

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 4 * QUARTER;
/** More than this is not read one by one. */
const keptMax = 20_000;
const changesMax = 50;

type Stretch = { from: Date; to: Date };
type Counted = { minute: Date; sum: number; calls: number };

/** The hour around a decision, cut into what was used, what was decided and what was changed. It reads keys and stretches of keys alone. */
export async function decisionLanes(
  scope: Scope,
  decision: DecisionView,
  zone: string,
  now = new Date(),
): Promise<DecisionLanes> {
  const meter = await meterBySlug(scope, decision.meter);
  const period: QuotaPeriod = decision.period ?? "none";
  const stretch = stretchAround(new Date(decision.at), now);
  const steps = await limitSteps(scope, meter, period, stretch.from, stretch.to);
  const counted = await countedByMinute(scope, meter.id, stretch);
  const tallies = await talliesOf(scope, meter.id, stretch);
  const kept = await keptByMinute(scope, meter.id, stretch);
  const outcomes = kept ? byMinute(stretch, counted, kept) : tallies.map((each) => ({ ...each, reasons: [] }));
  const calls = counted.reduce((sum, each) => sum + each.calls, 0);
  const sayWho = scope.can("audit:read");
  return {
    from: stretch.from.toISOString(),
    to: stretch.to.toISOString(),
    limit: (steps ?? []).map(({ at, value }) => ({ at, value })),
    used: await usedByMinute(scope, meter, period, zone, stretch, counted, now),
    outcomes: outcomes.filter(({ start }) => Date.parse(start) <= now.getTime()),
    withEvents: kept !== null && calls !== tallies.reduce((sum, each) => sum + each.passed + each.warned, 0),
    limited: tallies.reduce((sum, each) => sum + each.limited, 0),
    changes: withSteps(sayWho ? await audited(scope, meter.slug, stretch) : [], steps ?? []),
    sayWho,
    episode: kept && decision.outcome === "denied" ? episodeOf(outcomes, decision.at, period) : null,
    ...(await neighbours(scope, decision)),
  };
}

/** An hour on whole quarters, with room behind the decision where that time has come. */
export function stretchAround(at: Date, now: Date): Stretch {
  const wanted = Math.floor((at.getTime() - HOUR / 2) / QUARTER) * QUARTER + HOUR;
  const to = Math.min(wanted, Math.ceil((now.getTime() + 1) / QUARTER) * QUARTER);
  return { from: new Date(to - HOUR), to: new Date(to) };
}

async function countedByMinute(scope: Scope, meterId: string, { from, to }: Stretch): Promise<Counted[]> {
  const rows = await scope.db.$queryRaw<{ minute: Date; sum: string; calls: bigint }[]>`
    SELECT bucket AS minute, sum(sum)::text AS sum, sum(count)::bigint AS calls FROM usage_rollup
    WHERE tenant_id = ${scope.tenant.id}::uuid AND meter_id = ${meterId}::uuid AND grain = 1 AND bucket >= ${from}::timestamptz AND bucket < ${to}::timestamptz
    GROUP BY bucket`;
  return rows.map(({ minute, sum, calls }) => ({ minute, sum: Number(sum), calls: Number(calls) }));
}

type Tallied = Omit<LaneOutcome, "reasons"> & { limited: number };

async function talliesOf(scope: Scope, meterId: string, { from, to }: Stretch): Promise<Tallied[]> {
  const rows = await scope.db.decisionTally.findMany({
    where: { meterId, bucket: { gte: from, lt: to } },
    orderBy: { bucket: "asc" },
  });
  return rows.map(({ bucket, allowed, denied, warned, limited }) => ({
    start: bucket.toISOString(),
    end: new Date(bucket.getTime() + QUARTER).toISOString(),
    passed: Number(allowed - warned),
    warned: Number(warned),
    denied: Number(denied),
    limited: Number(limited),
  }));
}

type Kept = { minute: Date; outcome: string; period: string; count: number };

/** Denials and warnings are kept one by one; null where they are too many to be read. An id tells the time but for the wait for a lock. */
async function keptByMinute(scope: Scope, meterId: string, { from, to }: Stretch): Promise<Kept[] | null> {
  const [first, last] = [v7(from.getTime() - MINUTE), v7(to.getTime() + MINUTE)];
  const of = (outcome: string) => Prisma.sql`(SELECT meter_id, outcome, period, at FROM decision
    WHERE tenant_id = ${scope.tenant.id}::uuid AND outcome = ${outcome} AND id >= ${first}::uuid AND id < ${last}::uuid LIMIT ${keptMax + 1})`;
  const rows = await scope.db.$queryRaw<(Kept & { read: number })[]>`
    WITH kept AS MATERIALIZED (${of("denied")} UNION ALL ${of("warned")})
    SELECT date_bin('1 minute', at, 'epoch') AS minute, outcome, period, count(*)::int AS count, (SELECT count(*) FROM kept)::int AS read FROM kept
    WHERE meter_id = ${meterId}::uuid AND at >= ${from}::timestamptz AND at < ${to}::timestamptz GROUP BY 1, 2, 3 ORDER BY 1, 3`;
  return (rows[0]?.read ?? 0) > keptMax ? null : rows;
}

function byMinute({ from, to }: Stretch, counted: readonly Counted[], kept: readonly Kept[]): LaneOutcome[] {
  return minutesOf({ from, to }).map((start) => {
    const inside = kept.filter(({ minute }) => minute.getTime() === start);
    const count = (outcome: string) =>
      inside.filter((each) => each.outcome === outcome).reduce((sum, each) => sum + each.count, 0);
    const calls = counted.find(({ minute }) => minute.getTime() === start)?.calls ?? 0;
    return {
      start: new Date(start).toISOString(),
      end: new Date(start + MINUTE).toISOString(),
      passed: Math.max(0, calls - count("warned")),
      warned: count("warned"),
      denied: count("denied"),
      reasons: inside.flatMap(({ outcome, period, count }) => (outcome === "denied" ? [{ period, count }] : [])),
    };
  });
}

async function usedByMinute(
  scope: Scope,
  meter: MeterView,
  period: QuotaPeriod,
  zone: string,
  { from, to }: Stretch,
  counted: readonly Counted[],
  now: Date,
): Promise<DecisionLanes["used"]> {
  const began = period === "none" ? await firstCounted(scope, meter.id) : periodStart(period, from, zone);
  const before = began && began < from ? await usedBetween(scope, meter, began, from) : 0;
  const sums = new Map(counted.map(({ minute, sum }) => [minute.getTime(), sum]));
  const starts = minutesOf({ from, to }).filter((start) => start <= now.getTime());
  const windows = starts.map((start) => ({ start: new Date(start) }));
  const values = starts.map((start) => sums.get(start) ?? 0);
  const totals = period === "minute" ? values : runningTotals(windows, values, period, zone, before);
  return [
    { at: from.toISOString(), value: period === "minute" ? 0 : before },
    ...starts.map((start, index) => ({ at: new Date(start + MINUTE).toISOString(), value: totals[index] ?? 0 })),
  ];
}

async function usedBetween(scope: Scope, { id, aggregation }: MeterView, from: Date, to: Date): Promise<number> {
  const [row] = await scope.db.$queryRaw<{ used: string | null }[]>`
    SELECT (usage_values(${scope.tenant.id}::uuid, ${id}::uuid, ${aggregation}::text, ARRAY[${from}::timestamptz], ARRAY[${to}::timestamptz]))[1]::text AS used`;
  return Number(row?.used ?? 0);
}

function minutesOf({ from, to }: Stretch): number[] {
  return Array.from(
    { length: (to.getTime() - from.getTime()) / MINUTE },
    (_, index) => from.getTime() + index * MINUTE,
  );
}

const actions = [
  "tenant.updated",
  "tenant.suspended",
  "tenant.resumed",
  "quota.set",
  "quota.unset",
  "quota.granted",
  "quota.grant_ended",
  "rate.set",
  "key.created",
  "key.rotated",
  "key.revoked",
];
const shownFields = ["limit", "calls", "plan"];

async function audited(scope: Scope, slug: string, { from, to }: Stretch): Promise<LaneChange[]> {
  const entries = await auditedBetween(scope, { actions, from, to, limit: changesMax });
  return entries
    .filter(({ view }) => view.action !== "tenant.updated" || view.changes.some(({ field }) => field === "plan"))
    .filter(({ view }) => !view.action.startsWith("quota.") || view.objectName.startsWith(`${slug} per `))
    .map(({ view }) => ({
      at: view.at.toISOString(),
      action: view.action,
      objectKind: view.objectKind,
      object: view.objectName,
      by: { kind: view.actorKind, name: view.actorName },
      change: changeOf(view.changes),
    }));
}

// What is set for the first time was nothing before, which is not the same as unlimited.
function changeOf(changes: readonly Change[]): LaneChange["change"] {
  const shown = changes.find(({ field }) => shownFields.includes(field));
  if (!shown) return null;
  return changes.every(({ from }) => from === "–") ? { ...shown, from: null } : shown;
}

// A limit of the default or of a plan changes without an entry of this tenant.
function withSteps(entries: readonly LaneChange[], steps: readonly LimitStep[]): LaneChange[] {
  const own = entries.map(({ at }) => Date.parse(at));
  const silent = steps.flatMap(({ at, value }, index): LaneChange[] => {
    const before = steps[index - 1];
    if (!before || own.some((each) => Math.abs(each - Date.parse(at)) < 2_000)) return [];
    const change = { field: "limit", from: said(before.value), to: said(value) };
    return [{ at, action: "limit.changed", objectKind: "limit", object: "", by: null, change }];
  });
  return [...entries, ...silent].sort((a, b) => a.at.localeCompare(b.at));
}

function said(limit: number | null): string {
  return limit === null ? "–" : String(limit);
}

async function neighbours(scope: Scope, { decisionId: id, outcome }: DecisionView) {
  if (id === null) return { earlier: null, later: null };
  const next = async (range: { lt: string } | { gt: string }, order: "asc" | "desc") =>
    (await scope.db.decision.findFirst({ where: { outcome, id: range }, orderBy: { id: order }, select: { id: true } }))
      ?.id ?? null;
  return { earlier: await next({ lt: id }, "desc"), later: await next({ gt: id }, "asc") };
}

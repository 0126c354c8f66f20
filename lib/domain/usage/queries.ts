import { Prisma } from "#generated/prisma/client.ts";
import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { type SeriesQuestion, type UsageSeries, windowsMax } from "./model.ts";
import { hasTotals, totalsSql } from "./totals.ts";
import type { WindowSize } from "./view.ts";
import { windowsBetween } from "./windows-between.ts";

type Row = { start: Date; end: Date; groups: string[]; value: string | null };

/**
 * A meter's values per window of the asked zone, read from the rollups alone. Empty windows are left out.
 * Sums and counts add up exactly; `unique` counts distinct values; `latest` is the last one of the window.
 * @throws AppError `invalid` for a group the meter does not have or more than 10,000 windows
 */
export async function usageSeries(scope: Scope, meter: MeterView, question: SeriesQuestion): Promise<UsageSeries> {
  const { from, to, windowSize, timeZone } = question;
  const groups = question.groupBy.map((name) => groupAt(meter, name));
  const windows = windowsBetween({ from, to, windowSize, zone: timeZone });
  const [bounds] = await scope.db.$queryRaw<{ from: Date; to: Date }[]>`
    SELECT min(start) AS "from", max("end") AS "to" FROM (${windows}) w`;
  if (!bounds) throw new AppError("internal");
  const rows = await scope.db.$queryRaw<Row[]>(seriesSql(scope.tenant.id, meter, windowSize, groups, windows));
  if (rows.length > windowsMax * 10)
    throw invalidField("groupBy", "has too many different values in this range; narrow it");
  return {
    from: bounds.from.toISOString(),
    to: bounds.to.toISOString(),
    windowSize,
    data: rows.map((row) => ({
      value: Number(row.value ?? 0),
      windowStart: row.start.toISOString(),
      windowEnd: row.end.toISOString(),
      groupBy: Object.fromEntries(question.groupBy.map((name, at) => [name, row.groups[at] ?? ""])),
    })),
  };
}

/** From the totals where nobody asks for groups; else a window at a time, so that each is a walk along the rollups' key and no row's zone is reckoned. */
export function seriesSql(
  tenantId: string,
  meter: MeterView,
  windowSize: WindowSize,
  groups: readonly number[],
  windows: Prisma.Sql,
): Prisma.Sql {
  if (groups.length === 0 && hasTotals(meter, windowSize))
    return Prisma.sql`SELECT t.start, t."end", '{}'::text[] AS groups, t.value FROM (${totalsSql(tenantId, meter, windows)}) t
      WHERE t.value IS NOT NULL ORDER BY t.start LIMIT ${windowsMax * 10 + 1}::int`;
  const key =
    groups.length === 0
      ? Prisma.sql`'{}'::text[]`
      : Prisma.sql`ARRAY[${Prisma.join(groups.map((at) => Prisma.sql`dimensions::jsonb ->> ${at}::int`))}]`;
  return Prisma.sql`SELECT w.start, w."end", c.groups, c.value::text FROM (${windows}) w CROSS JOIN LATERAL (
      SELECT ${key} AS groups, ${valueOf(meter)} AS value FROM ${Prisma.raw(meter.aggregation === "unique" ? "usage_unique" : "usage_rollup")}
      WHERE tenant_id = ${tenantId}::uuid AND meter_id = ${meter.id}::uuid AND grain = ${windowSize === "MINUTE" ? 1 : 15}::smallint
        AND bucket >= w.start AND bucket < w."end" GROUP BY 1
    ) c
    ORDER BY w.start, c.groups LIMIT ${windowsMax * 10 + 1}::int`;
}

/** When a meter last counted something for this tenant, from the newest bucket alone; null where it never did. */
async function lastCounted(scope: Scope, meterId: string): Promise<Date | null> {
  const newest = await scope.db.usageRollup.findFirst({
    where: { meterId, grain: 15 },
    orderBy: [{ bucket: "desc" }, { latestAt: "desc" }],
    select: { latestAt: true },
  });
  return newest?.latestAt ?? null;
}

function groupAt(meter: MeterView, name: string): number {
  const at = meter.groupBy.findIndex((each) => each.name === name);
  if (at < 0) throw invalidField("groupBy", `${meter.slug} has no group ${name}`);
  return at;
}

function valueOf({ aggregation }: MeterView): Prisma.Sql {
  if (aggregation === "unique") return Prisma.sql`count(DISTINCT value)`;
  if (aggregation === "max") return Prisma.sql`max(max)`;
  if (aggregation === "min") return Prisma.sql`min(min)`;
  if (aggregation === "latest") return Prisma.sql`(array_agg(latest ORDER BY latest_at DESC, latest DESC))[1]`;
  return Prisma.sql`sum(sum)`;
}

/** What each meter stands at this month in the tenant's zone, and when it last counted; null where it counted nothing. */
export async function monthSoFar(scope: Scope, all: readonly MeterView[], timeZone: string) {
  const now = new Date();
  const stats: { slug: string; name: string; unit: string; value: number | null; lastAt: Date | null }[] = [];
  for (const meter of all.slice(0, 4)) {
    const { data } = await usageSeries(scope, meter, {
      from: now,
      to: new Date(now.getTime() + 1),
      windowSize: "MONTH",
      timeZone,
      groupBy: [],
    });
    const { slug, name, unit, id } = meter;
    stats.push({ slug, name, unit, value: data[0]?.value ?? null, lastAt: await lastCounted(scope, id) });
  }
  return stats;
}

/** How much was counted since a time, calls and events together. */
export async function countedSince(scope: Scope, since: Date): Promise<number> {
  const meters = await scope.db.meter.findMany({ select: { id: true } });
  const { _sum } = await scope.db.usageRollup.aggregate({
    where: { meterId: { in: meters.map(({ id }) => id) }, grain: 15, bucket: { gte: since } },
    _sum: { count: true },
  });
  return Number(_sum.count ?? 0);
}

/** The time of the oldest event that is kept. */
export async function usageSince(scope: Scope): Promise<Date | null> {
  const first = await scope.db.usageEventBatch.findFirst({ orderBy: { time: "asc" }, select: { time: true } });
  return first?.time ?? null;
}

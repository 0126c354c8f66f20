import { Prisma } from "#generated/prisma/client.ts";
import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { hasTotals, totalsSql } from "./totals.ts";
import { type Cut, windowsBetween } from "./windows-between.ts";

export type Windows = { windows: { start: Date; end: Date }[]; cells: Cell[] };
/** `place` counts the groups from the largest on; null is all the others together. */
type Cell = { window: number; key: string; place: number | null; value: number };
type Row = { start: Date; end: Date; key: string | null; place: number | null; value: string | null };

const groupsMax = 6;

/**
 * Every window between two instants, the empty ones too, and what a meter counted in each, read from the rollups alone.
 * With a group, of the largest six values, or of five and the others together. `keys` asks for these values instead.
 */
export async function usageWindows(
  scope: Scope,
  meter: MeterView,
  cut: Cut,
  group: { at: number; keys?: readonly string[] } | null,
): Promise<Windows> {
  const rows = await scope.db.$queryRaw<Row[]>(group ? grouped(scope, meter, cut, group) : whole(scope, meter, cut));
  const windows: Windows = { windows: [], cells: [] };
  for (const { start, end, key, place, value } of rows) {
    if (windows.windows.at(-1)?.start.getTime() !== start.getTime()) windows.windows.push({ start, end });
    if (value !== null)
      windows.cells.push({ window: windows.windows.length - 1, key: key ?? "", place, value: Number(value) });
  }
  return windows;
}

/** The first bucket in which a meter counted something for the tenant. */
export async function firstCounted(scope: Scope, meterId: string): Promise<Date | null> {
  const first = await scope.db.usageRollup.findFirst({
    where: { meterId, grain: 15 },
    orderBy: [{ bucket: "asc" }],
    select: { bucket: true },
  });
  return first?.bucket ?? null;
}

// Of what is over, the totals are read. Minutes and distinct values have none: there a window at a time is a walk along the
// index, and no row's zone is reckoned.
function whole(scope: Scope, meter: MeterView, cut: Cut): Prisma.Sql {
  if (hasTotals(meter, cut.windowSize)) return totalsSql(scope.tenant.id, meter, windowsBetween(cut));
  return Prisma.sql`WITH w AS (${windowsBetween(cut)})
    SELECT w.start, w."end", NULL AS key, 1 AS place, c.value::text FROM w
    CROSS JOIN LATERAL (SELECT ${valueOf(meter)} AS value FROM ${tableOf(meter)} r WHERE ${inWindow(scope, meter, cut)}) c
    ORDER BY w.start`;
}

function grouped(
  scope: Scope,
  meter: MeterView,
  cut: Cut,
  group: { at: number; keys?: readonly string[] },
): Prisma.Sql {
  const key = Prisma.sql`coalesce(dimensions::jsonb ->> ${group.at}::int, '')`;
  const adds = meter.aggregation === "sum" || meter.aggregation === "count";
  // Sums are added up before the dimensions' text is read, once for each combination.
  const each = adds
    ? Prisma.sql`SELECT ${key} AS key, sum(value) AS value FROM (
        SELECT dimensions, sum(r.sum) AS value FROM usage_rollup r WHERE ${inWindow(scope, meter, cut)} GROUP BY 1) d GROUP BY 1`
    : Prisma.sql`SELECT ${key} AS key, ${valueOf(meter)} AS value FROM ${tableOf(meter)} r WHERE ${inWindow(scope, meter, cut)} GROUP BY 1`;
  const places = group.keys
    ? Prisma.sql`SELECT u.key, u.n::int AS place FROM unnest(${[...group.keys]}::text[]) WITH ORDINALITY u(key, n)`
    : Prisma.sql`SELECT key, place FROM (
        SELECT key, row_number() OVER (ORDER BY sum(value) DESC, key)::int AS place, count(*) OVER () AS groups FROM cells WHERE value IS NOT NULL GROUP BY key
      ) s WHERE place <= CASE WHEN groups > ${groupsMax}::int THEN ${groupsMax - 1}::int ELSE ${groupsMax}::int END`;
  const others = adds ? Prisma.sql`true` : Prisma.sql`(p.place IS NOT NULL OR c.value IS NULL)`;
  return Prisma.sql`WITH w AS (${windowsBetween(cut)}), cells AS MATERIALIZED (
      SELECT w.start, w."end", c.key, c.value FROM w LEFT JOIN LATERAL (${each}) c ON true
    ), places AS (${places}), kept AS (
      SELECT c.start, c."end", CASE WHEN p.place IS NOT NULL THEN c.key END AS key, p.place, c.value
      FROM cells c LEFT JOIN places p ON p.key = c.key WHERE ${others}
      UNION ALL SELECT w.start, w."end", NULL, NULL, NULL FROM w
    )
    SELECT start, "end", key, place, sum(value)::text AS value FROM kept GROUP BY 1, 2, 3, 4 ORDER BY 1, 4 NULLS LAST`;
}

function inWindow(scope: Scope, meter: MeterView, { windowSize }: Cut): Prisma.Sql {
  return Prisma.sql`r.tenant_id = ${scope.tenant.id}::uuid AND r.meter_id = ${meter.id}::uuid AND r.grain = ${windowSize === "MINUTE" ? 1 : 15} AND r.bucket >= w.start AND r.bucket < w."end"`;
}

function tableOf({ aggregation }: MeterView): Prisma.Sql {
  return aggregation === "unique" ? Prisma.sql`usage_unique` : Prisma.sql`usage_rollup`;
}

function valueOf({ aggregation }: MeterView): Prisma.Sql {
  if (aggregation === "unique") return Prisma.sql`nullif(count(DISTINCT r.value), 0)`;
  if (aggregation === "max") return Prisma.sql`max(r.max)`;
  if (aggregation === "min") return Prisma.sql`min(r.min)`;
  if (aggregation === "latest") return Prisma.sql`(array_agg(r.latest ORDER BY r.latest_at DESC))[1]`;
  return Prisma.sql`sum(r.sum)`;
}

import { Prisma } from "#generated/prisma/client.ts";
import { countedMax, type Few, fewOf } from "../../few.ts";
import type { StaffScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import type { MeterView } from "../meters/model.ts";
import { manyDenials } from "../tenants/causes.ts";
import type { DayOfAll, PlatformDays, TopTenant } from "./days-model.ts";

type Row = { [Name in keyof Omit<DayOfAll, "day">]: string | null } & { day: string };

/** Up to when days are summed up; null before the first pass of the job that does it. */
export async function foldedAt(scope: StaffScope): Promise<string | null> {
  const [row] = await scope.db.$queryRaw<{ at: Date | null }[]>`SELECT folded_at() AS at`;
  return row?.at?.toISOString() ?? null;
}

/** What all tenants together used of a meter, and how their calls were decided, on each of the last UTC days, today included. */
export async function platformDays(
  scope: StaffScope,
  meters: readonly MeterView[],
  meter: MeterView | null,
  days: number,
): Promise<PlatformDays> {
  const ids = meters.map(({ id }) => id);
  const rows = await scope.db.$queryRaw<Row[]>`
    WITH known AS (
      SELECT min(f.day) AS since FROM unnest(${ids}::uuid[]) AS m(id) CROSS JOIN LATERAL (
        SELECT min(d.day) AS day FROM usage_day d WHERE d.tenant_id = ${PLATFORM_ID}::uuid AND d.meter_id = m.id) f
    ), span AS (
      SELECT s::date AS day FROM generate_series((now() AT TIME ZONE 'UTC')::date - ${days - 1}::int, (now() AT TIME ZONE 'UTC')::date, interval '1 day') s
    )
    SELECT s.day::text, CASE WHEN k.since <= s.day THEN coalesce(sum(d.used) FILTER (WHERE d.meter_id = ${meter?.id ?? null}::uuid), 0) END::text AS used,
      CASE WHEN k.since <= s.day THEN coalesce(sum(d.allowed - d.warned), 0) END::text AS allowed,
      CASE WHEN k.since <= s.day THEN coalesce(sum(d.warned), 0) END::text AS warned,
      CASE WHEN k.since <= s.day THEN coalesce(sum(d.denied + d.limited), 0) END::text AS denied,
      CASE WHEN k.since <= s.day THEN coalesce(sum(d.limited), 0) END::text AS limited
    FROM span s CROSS JOIN known k
    LEFT JOIN usage_day d ON d.tenant_id = ${PLATFORM_ID}::uuid AND d.meter_id = ANY (${ids}::uuid[]) AND d.day = s.day
    GROUP BY s.day, k.since ORDER BY s.day`;
  const number = (text: string | null) => (text === null ? null : Number(text));
  const read = rows.map(({ day, used, allowed, warned, denied, limited }) => ({
    day,
    used: number(used),
    allowed: number(allowed),
    warned: number(warned),
    denied: number(denied),
    limited: number(limited),
  }));
  return { days: read, foldedAt: await foldedAt(scope) };
}

/** Who used most of a meter over the last UTC days, with their share of all. */
export function topByUsage(scope: StaffScope, meter: MeterView, days: number, limit: number): Promise<TopTenant[]> {
  const kept = Prisma.sql`d.meter_id = ${meter.id}::uuid`;
  return top(scope, { value: Prisma.sql`d.used`, kept, days, limit, meters: [meter] });
}

/** Whose calls were denied most over the last UTC days, by a quota or a rate, with their share of all. */
export function topByDenials(
  scope: StaffScope,
  meters: readonly MeterView[],
  days: number,
  limit: number,
): Promise<TopTenant[]> {
  const value = Prisma.sql`d.denied + d.limited`;
  return top(scope, { value, kept: Prisma.sql`d.denied + d.limited > 0`, days, limit, meters });
}

type Asked = { value: Prisma.Sql; kept: Prisma.Sql; days: number; limit: number; meters: readonly MeterView[] };

// Next bundles a copy of this module of its own; all copies of a process share what is remembered.
const registry = globalThis as typeof globalThis & {
  tenantryTopTenants?: { of: string; lists: Map<string, TopTenant[]> };
};

/** Over ten thousand tenants it takes a tenth of a second, and nothing of it changes until days are summed up again. */
async function top(scope: StaffScope, asked: Asked): Promise<TopTenant[]> {
  const of = await foldedAt(scope);
  if (of === null) return ranked(scope, asked);
  if (registry.tenantryTopTenants?.of !== of) registry.tenantryTopTenants = { of, lists: new Map() };
  const { lists } = registry.tenantryTopTenants;
  const key = JSON.stringify([asked.value.sql, asked.meters.map(({ id }) => id), asked.days, asked.limit]);
  const known = lists.get(key);
  if (known) return known;
  const list = await ranked(scope, asked);
  lists.set(key, list);
  return list;
}

async function ranked(scope: StaffScope, { value, kept, days, limit, meters }: Asked): Promise<TopTenant[]> {
  const since = Prisma.sql`(now() AT TIME ZONE 'UTC')::date - ${days - 1}::int`;
  const rows = await scope.db.$queryRaw<{ slug: string; name: string; value: string; whole: string | null }[]>`
    SELECT t.slug, t.name, x.value::text, w.whole::text FROM (
      SELECT d.tenant_id, sum(${value}) AS value FROM usage_day d
      WHERE ${kept} AND d.day >= ${since} AND d.tenant_id > ${PLATFORM_ID}::uuid
      GROUP BY d.tenant_id HAVING sum(${value}) > 0 ORDER BY value DESC, d.tenant_id LIMIT ${limit}
    ) x JOIN tenant t ON t.tenant_id = x.tenant_id CROSS JOIN (
      SELECT sum(${value}) AS whole FROM usage_day d
      WHERE d.tenant_id = ${PLATFORM_ID}::uuid AND d.meter_id = ANY (${meters.map(({ id }) => id)}::uuid[]) AND d.day >= ${since}
    ) w ORDER BY x.value DESC, t.slug`;
  return rows.map(({ slug, name, value: text, whole }) => ({
    slug,
    name,
    value: Number(text),
    // Between two steps of the job the sum of all may lie a moment behind.
    percent: whole === null ? null : (Number(text) / Math.max(Number(whole), Number(text))) * 100,
  }));
}

export type DeniedTenant = { slug: string; name: string; denied: number; limited: number; calls: number };

/** Tenants with many calls denied since midnight UTC, the most first. */
export async function deniedToday(scope: StaffScope, limit: number): Promise<Few<DeniedTenant>> {
  const rows = await scope.db.$queryRaw<
    { slug: string; name: string; denied: bigint; limited: bigint; calls: bigint; total: bigint }[]
  >`
    SELECT t.slug, t.name, x.denied::bigint, x.limited::bigint, x.total, (
      SELECT sum(a.allowed + a.denied + a.limited)::bigint FROM meter m JOIN usage_day a ON a.tenant_id = x.tenant_id AND a.meter_id = m.id AND a.day = x.day
    ) AS calls
    FROM (
      SELECT y.*, count(*) OVER () AS total FROM (
        SELECT d.tenant_id, d.day, sum(d.denied) AS denied, sum(d.limited) AS limited FROM usage_day d
        WHERE d.day = (now() AT TIME ZONE 'UTC')::date AND d.denied + d.limited > 0 AND d.tenant_id > ${PLATFORM_ID}::uuid
        GROUP BY d.tenant_id, d.day HAVING sum(d.denied + d.limited) >= ${manyDenials} ORDER BY sum(d.denied + d.limited) DESC LIMIT ${countedMax + 1}
      ) y ORDER BY y.denied + y.limited DESC LIMIT ${limit}
    ) x JOIN tenant t ON t.tenant_id = x.tenant_id ORDER BY x.denied + x.limited DESC, t.slug`;
  return fewOf(rows, ({ slug, name, denied, limited, calls }) => ({
    slug,
    name,
    denied: Number(denied),
    limited: Number(limited),
    calls: Number(calls),
  }));
}

import type { Scope } from "../../gate/scope.ts";

export type Difference = { meter: string; where: string; found: string; expected: string };
export type Drift = { buckets: number; totals: number; counters: number; drift: number; differences: Difference[] };

type BucketRow = {
  meter: string;
  bucket: Date;
  dimensions: string[];
  found: string;
  expected: string;
  checked: bigint;
};
type TotalRow = { meter: string; grain: number; bucket: Date; found: string; expected: string; checked: bigint };
type CounterRow = { meter: string; period: string; starts_at: Date | null; found: string; expected: string };

/**
 * Recomputes from `from` on, month by month, what events and consumed amounts add up to and compares it with the rollups;
 * then the rollups with their totals and the quota counters. Months whose events are no longer kept are left aside. `drift` counts what differs and is 0.
 * Each month is a unit of work of its own, opened by `enter`.
 */
export async function usageDrift(enter: <T>(work: (scope: Scope) => Promise<T>) => Promise<T>): Promise<Drift> {
  const { first, last } = await enter(bounds);
  const total: Drift = { buckets: 0, totals: 0, counters: 0, drift: 0, differences: [] };
  for (let from = first; from <= last; from = nextMonth(from)) {
    const to = nextMonth(from);
    const rows = await enter(
      (scope) => scope.db.$queryRaw<BucketRow[]>`SELECT * FROM usage_drift(${scope.tenant.id}::uuid, ${from}, ${to})`,
    );
    total.buckets += Number(rows[0]?.checked ?? 0);
    for (const { meter, bucket, dimensions, found, expected } of rows) {
      if (found !== expected)
        total.differences.push({
          meter,
          where: `${bucket.toISOString()} ${JSON.stringify(dimensions)}`,
          found,
          expected,
        });
    }
  }
  const { since, until } = await enter(sealedSpan);
  for (let from = since; from < until; from = nextMonth(from)) {
    const to = nextMonth(from);
    const rows = await enter(
      (scope) => scope.db.$queryRaw<TotalRow[]>`SELECT * FROM total_drift(${scope.tenant.id}::uuid, ${from}, ${to})`,
    );
    total.totals += Number(rows[0]?.checked ?? 0);
    for (const { meter, grain, bucket, found, expected } of rows) {
      const where = `total of ${grain} minutes from ${bucket.toISOString()}`;
      if (found !== expected) total.differences.push({ meter, where, found, expected });
    }
  }
  const counters = await enter(
    (scope) =>
      scope.db.$queryRaw<
        CounterRow[]
      >`SELECT meter, period, starts_at, trim_scale(found)::text AS found, trim_scale(expected)::text AS expected FROM counter_drift(${scope.tenant.id}::uuid)`,
  );
  total.counters = counters.length;
  for (const { meter, period, starts_at, found, expected } of counters) {
    if (found !== expected)
      total.differences.push({
        meter,
        where: `counter per ${period}${starts_at ? ` from ${starts_at.toISOString()}` : ""}`,
        found,
        expected,
      });
  }
  return { ...total, drift: total.differences.length };
}

async function bounds(scope: Scope): Promise<{ first: Date; last: Date }> {
  const [row] = await scope.db.$queryRaw<{ first: Date | null; last: Date | null }[]>`
    SELECT greatest(events_kept_since(), least(
        (SELECT min(time) FROM usage_event_batch WHERE tenant_id = ${scope.tenant.id}::uuid), (SELECT min(at) FROM usage_consumed WHERE tenant_id = ${scope.tenant.id}::uuid),
        (SELECT min(bucket) FROM usage_rollup WHERE tenant_id = ${scope.tenant.id}::uuid))) AS first,
      greatest((SELECT max(until) FROM usage_event_batch WHERE tenant_id = ${scope.tenant.id}::uuid), now()) AS last`;
  const first = row?.first ?? new Date();
  return { first: new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1)), last: row?.last ?? new Date() };
}

async function sealedSpan(scope: Scope): Promise<{ since: Date; until: Date }> {
  const [row] = await scope.db.$queryRaw<{ since: Date | null; until: Date | null }[]>`
    SELECT min(f.bucket) AS since, (SELECT s.until FROM usage_seal s WHERE s.tenant_id = ${scope.tenant.id}::uuid) AS until FROM meter m CROSS JOIN LATERAL (
      SELECT least((SELECT min(r.bucket) FROM usage_rollup r WHERE r.tenant_id = ${scope.tenant.id}::uuid AND r.meter_id = m.id AND r.grain = 15),
        (SELECT min(t.bucket) FROM usage_total t WHERE t.tenant_id = ${scope.tenant.id}::uuid AND t.meter_id = m.id)) AS bucket) f`;
  const since = row?.since ?? new Date();
  return {
    since: new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), 1)),
    until: row?.until ?? new Date(0),
  };
}

function nextMonth(from: Date): Date {
  return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
}

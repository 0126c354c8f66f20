import { countedMax, type Few, fewOf } from "../../few.ts";
import type { StaffScope } from "../../gate/scope.ts";

/** The fullest quota of a tenant, and how many more of its quotas are nearly full. */
export type NearQuota = {
  slug: string;
  name: string;
  meter: string;
  unit: string;
  period: string;
  used: number;
  limit: number;
  resetsAt: string | null;
  since: string;
  others: number;
};

type Row = Omit<NearQuota, "used" | "limit" | "resetsAt" | "since" | "others"> & {
  others: bigint;
  used: string;
  limit: string;
  ends: Date | null;
  since: Date;
  total: bigint;
};

/**
 * The Active tenants with the fullest hard quotas, from 90 % on. Which they are was noted within a minute or so; how full each is,
 * is read now, and one that has room again is left out.
 */
export async function nearlyFull(scope: StaffScope, limit: number): Promise<Few<NearQuota>> {
  const rows = await scope.db.$queryRaw<Row[]>`
    WITH fullest AS (
      SELECT q.*, t.slug, t.name, row_number() OVER (PARTITION BY q.tenant_id ORDER BY q.share DESC, q.meter_id) AS nth
      FROM (SELECT * FROM quota_near WHERE ends_at > now() ORDER BY share DESC LIMIT ${countedMax + 1}) q
      JOIN tenant t ON t.tenant_id = q.tenant_id AND t.status = 'Active'
    ), near AS (
      SELECT f.*, (SELECT count(*) - 1 FROM quota_near o WHERE o.tenant_id = f.tenant_id AND o.ends_at > now()) AS others
      FROM fullest f WHERE f.nth = 1 ORDER BY f.share DESC LIMIT ${limit * 2}
    ), counted AS (
      SELECT count(*) AS total FROM (
        SELECT DISTINCT q.tenant_id FROM quota_near q JOIN tenant t ON t.tenant_id = q.tenant_id AND t.status = 'Active'
        WHERE q.ends_at > now() LIMIT ${countedMax + 1}) d
    )
    SELECT n.slug, n.name, m.name AS meter, m.unit, n.period, w.used::text, w.limit_amount::text AS "limit", n.since, n.others, c.total,
      CASE WHEN isfinite(w.ends_at) THEN w.ends_at END AS ends
    FROM near n JOIN meter m ON m.id = n.meter_id CROSS JOIN counted c
    CROSS JOIN LATERAL (
      SELECT greatest(w.used, 0) + w.held AS used, w.limit_amount, w.ends_at FROM quota_windows(n.tenant_id, ARRAY[n.meter_id], false, now()) w
      WHERE w.period = n.period AND w.mode = 'hard' AND w.limit_amount > 0
    ) w
    WHERE w.used >= 0.9 * w.limit_amount ORDER BY w.used / w.limit_amount DESC, n.slug LIMIT ${limit}`;
  return fewOf(rows, ({ used, limit: most, ends, since, others, total: _, ...row }) => ({
    ...row,
    others: Number(others),
    used: Number(used),
    limit: Number(most),
    resetsAt: ends?.toISOString() ?? null,
    since: since.toISOString(),
  }));
}

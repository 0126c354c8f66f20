import type { StaffScope } from "../../gate/scope.ts";

/** The quota a tenant is closest to, and how often it was denied since a time. */
export type QuotaFigures = {
  tenantId: string;
  fullest: { meter: string; unit: string; used: number; limit: number } | null;
  denied: number;
};

type Row = {
  tenant_id: string;
  name: string | null;
  unit: string | null;
  used: string | null;
  limit_amount: string | null;
  denied: string;
};

/** Figures of some tenants. A limit of 0 or none is no share of anything. */
export async function quotaFigures(scope: StaffScope, tenantIds: string[], since: Date): Promise<QuotaFigures[]> {
  const rows = await scope.db.$queryRaw<Row[]>`
    SELECT a.tenant_id, f.name, f.unit, f.used::text, f.limit_amount::text, coalesce(d.denied, 0)::text AS denied
    FROM unnest(${tenantIds}::uuid[]) AS a (tenant_id)
    LEFT JOIN LATERAL (
      SELECT m.name, m.unit, greatest(w.used, 0) + w.held AS used, w.limit_amount
      FROM quota_windows(a.tenant_id, '{}', true, now()) w JOIN meter m ON m.id = w.meter_id
      WHERE w.limit_amount > 0 ORDER BY (greatest(w.used, 0) + w.held) / w.limit_amount DESC LIMIT 1
    ) f ON true
    LEFT JOIN LATERAL (
      SELECT sum(y.denied) AS denied FROM decision_tally y WHERE y.tenant_id = a.tenant_id AND y.bucket >= ${since}
    ) d ON true`;
  return rows.map(({ tenant_id, name, unit, used, limit_amount, denied }) => ({
    tenantId: tenant_id,
    fullest: name === null ? null : { meter: name, unit: unit ?? "", used: Number(used), limit: Number(limit_amount) },
    denied: Number(denied),
  }));
}

import { Prisma } from "#generated/prisma/client.ts";
import { countedMax, type Few, fewOf } from "../../few.ts";
import type { StaffScope } from "../../gate/scope.ts";
import { waits } from "./causes.ts";

export type WaitingTenant = { slug: string; name: string; since: string; reason: string | null };
export type EndingTenant = { slug: string; name: string; since: string; purgeAt: string };

type Row = { slug: string; name: string; since: Date; reason: string | null; total: bigint };

/** Tenants that have been suspended for long, the longest first. */
export function longSuspended(scope: StaffScope, limit: number): Promise<Few<WaitingTenant>> {
  return inStatus(scope, "Suspended", `${waits.suspendedDays} days`, limit);
}

/** Pending tenants whose set-up should have ended long ago, the oldest first. */
export function stoppedSetups(scope: StaffScope, limit: number): Promise<Few<WaitingTenant>> {
  return inStatus(scope, "Pending", `${waits.setupMinutes} minutes`, limit);
}

/** Tenants whose grace ends soon, after which their data goes, the next first. */
export async function endingSoon(scope: StaffScope, limit: number): Promise<Few<EndingTenant>> {
  const rows = await scope.db.$queryRaw<(Row & { purge: Date })[]>`
    SELECT slug, name, status_changed_at AS since, NULL AS reason, purge_at AS purge, count(*) OVER () AS total FROM (
      SELECT * FROM tenant WHERE purge_at BETWEEN now() AND now() + ${`${waits.endingDays} days`}::interval AND teardown_at IS NULL
      ORDER BY purge_at LIMIT ${countedMax + 1}) t
    ORDER BY purge_at LIMIT ${limit}`;
  return fewOf(rows, ({ slug, name, since, purge }) => ({
    slug,
    name,
    since: since.toISOString(),
    purgeAt: purge.toISOString(),
  }));
}

async function inStatus(
  scope: StaffScope,
  status: string,
  longerThan: string,
  limit: number,
): Promise<Few<WaitingTenant>> {
  const rows = await scope.db.$queryRaw<Row[]>(Prisma.sql`
    SELECT slug, name, status_changed_at AS since, status_reason AS reason, count(*) OVER () AS total FROM (
      SELECT * FROM tenant WHERE status = ${status}::tenant_status AND status_changed_at < now() - ${longerThan}::interval
      ORDER BY status_changed_at LIMIT ${countedMax + 1}) t
    ORDER BY status_changed_at LIMIT ${limit}`);
  return fewOf(rows, ({ slug, name, since, reason }) => ({ slug, name, since: since.toISOString(), reason }));
}

import { Prisma } from "#generated/prisma/client.ts";
import { PLATFORM_ID } from "../../id.ts";
import { manyDenials, type TenantCause, tenantCauses, waits } from "./causes.ts";

/** Whether a cause to look at `tenant t` is there: by the same figures from which the platform's overview counts its lines. */
export function hasCause(cause: string): Prisma.Sql {
  const known = causes.find((each) => each === cause);
  return known ? conditions[known] : Prisma.sql`false`;
}

const causes = Object.keys(tenantCauses).filter((each): each is TenantCause => each in tenantCauses);

const since = (span: string) => Prisma.sql`t.status_changed_at < now() - ${span}::interval`;
const near = (share: number) =>
  Prisma.sql`(t.status = 'Active' AND t.tenant_id IN (
    SELECT q.tenant_id FROM quota_near q WHERE q.share >= ${share}::numeric AND q.ends_at > now()))`;

const conditions: Record<TenantCause, Prisma.Sql> = {
  denied: Prisma.sql`t.tenant_id IN (
    SELECT d.tenant_id FROM usage_day d
    WHERE d.day = (now() AT TIME ZONE 'UTC')::date AND d.denied + d.limited > 0 AND d.tenant_id > ${PLATFORM_ID}::uuid
    GROUP BY d.tenant_id HAVING sum(d.denied + d.limited) >= ${manyDenials})`,
  "near-limit": near(0.9),
  "at-limit": near(1),
  ownerless: Prisma.sql`(t.status <> 'Terminating' AND (t.tenant_id, t.owner_email) IN (
    SELECT i.tenant_id, i.email FROM invitation i
    WHERE i.role = 'owner' AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at < now()))`,
  "long-suspended": Prisma.sql`(t.status = 'Suspended' AND ${since(`${waits.suspendedDays} days`)})`,
  "setup-stopped": Prisma.sql`(t.status = 'Pending' AND ${since(`${waits.setupMinutes} minutes`)})`,
  ending: Prisma.sql`(t.teardown_at IS NULL AND t.purge_at BETWEEN now() AND now() + ${`${waits.endingDays} days`}::interval)`,
};

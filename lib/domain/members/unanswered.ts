import { countedMax, type Few, fewOf } from "../../few.ts";
import type { StaffScope } from "../../gate/scope.ts";

export type UnansweredOwner = { slug: string; name: string; email: string; expiredAt: string };

/** Tenants whose owner was invited and let the invitation run out without having come in, the longest first. */
export async function unansweredOwners(scope: StaffScope, limit: number): Promise<Few<UnansweredOwner>> {
  const rows = await scope.db.$queryRaw<{ slug: string; name: string; email: string; expired: Date; total: bigint }[]>`
    SELECT slug, name, email, expired, count(*) OVER () AS total FROM (
      SELECT t.slug, t.name, i.email, i.expires_at AS expired FROM invitation i
      JOIN tenant t ON t.tenant_id = i.tenant_id AND t.status <> 'Terminating' AND t.owner_email = i.email
      WHERE i.role = 'owner' AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at < now()
      ORDER BY i.expires_at LIMIT ${countedMax + 1}) o
    ORDER BY expired LIMIT ${limit}`;
  return fewOf(rows, ({ slug, name, email, expired }) => ({ slug, name, email, expiredAt: expired.toISOString() }));
}

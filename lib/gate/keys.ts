import { acrossTenants } from "../db-people.ts";
import { PLATFORM_ID } from "../id.ts";
import { platformTenant } from "./enter.ts";
import type { TenantOfScope } from "./scope.ts";

/** Where a key lives, by its id alone: for the operator, who knows no more of it. */
export function findKeyOwner(id: string): Promise<TenantOfScope | null> {
  return acrossTenants(async (db) => {
    const key = await db.apiKey.findFirst({ where: { id }, select: { tenantId: true } });
    if (!key) return null;
    if (key.tenantId === PLATFORM_ID) return platformTenant;
    return db.tenant.findUnique({ where: { id: key.tenantId }, select: { id: true, slug: true, name: true } });
  });
}

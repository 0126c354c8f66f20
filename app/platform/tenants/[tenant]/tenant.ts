import { cache } from "react";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";

export type TenantParams = Promise<{ tenant: string }>;

/** The tenant of this address as staff see it, read once for the frame, the page and the title. */
export const tenantForStaff = cache((slug: string) =>
  loadTenant("platform", "tenants:read", slug, async (scope) => ({
    tenant: await tenantDetail(scope),
    mayEdit: scope.can("tenants:write"),
    maySuspend: scope.can("tenants:suspend"),
  })),
);

/** “Usage · Acme Robotics” for the tab of the browser. */
export async function titleOf(params: TenantParams, page?: string): Promise<{ title: string }> {
  const loaded = await tenantForStaff((await params).tenant);
  const name = isRefusal(loaded) ? "Tenant" : loaded.tenant.name;
  return { title: page ? `${page} · ${name}` : name };
}

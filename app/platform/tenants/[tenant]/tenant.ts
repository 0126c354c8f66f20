import { redirect } from "next/navigation";
import { cache } from "react";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isErased } from "#lib/domain/tenants/teardowns.ts";
import { isRefusal, loadForStaff, loadTenantView } from "#lib/gate/page.ts";

export type TenantParams = Promise<{ tenant: string }>;

/** The tenant of this address as staff see it, read once for the frame, the page and the title. One that was erased leads to what is left of it. */
export const tenantForStaff = cache(async (slug: string) => {
  const erased = await loadForStaff("tenants:read", (scope) => isErased(scope, slug));
  if (erased === true) redirect(`/platform/teardowns/${slug}`);
  return loadTenantView("platform", "tenants:read", slug, async (scope) => ({
    tenant: await tenantDetail(scope),
    mayEdit: scope.can("tenants:write"),
    maySuspend: scope.can("tenants:suspend"),
    mayDelete: scope.can("tenants:delete"),
    mayLimit: scope.can("quotas:write") || scope.can("quotas:grant"),
  }));
});

/** “Usage · Acme Robotics” for the tab of the browser. */
export async function titleOf(params: TenantParams, page?: string): Promise<{ title: string }> {
  const loaded = await tenantForStaff((await params).tenant);
  const name = isRefusal(loaded) ? "Tenant" : loaded.tenant.name;
  return { title: page ? `${page} · ${name}` : name };
}

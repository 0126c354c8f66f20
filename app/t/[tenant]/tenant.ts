import { notFound } from "next/navigation";
import { cache } from "react";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadTenantView } from "#lib/gate/page.ts";

export type TenantParams = Promise<{ tenant: string }>;

/** What the console's frame needs of its tenant. A closed console shows no more than the tenant's name. */
export const consoleTenant = cache(async (slug: string) => {
  const loaded = await loadTenantView("console", "overview:read", slug, async (scope) => {
    const { name, timeZone } = await tenantDetail(scope);
    const rights = { canSeeKeys: scope.can("keys:read"), canSeeAudit: scope.can("audit:read") };
    return { slug, name, zone: timeZone, open: true, ...rights };
  });
  if (!isRefusal(loaded)) return loaded;
  if (loaded.code === "forbidden") notFound();
  return { slug, name: loaded.tenant.name, zone: "UTC", open: false, canSeeKeys: false, canSeeAudit: false };
});

/** “Usage · Acme Robotics” for the tab of the browser. */
export async function titleOf(params: TenantParams, page?: string): Promise<{ title: string }> {
  const { name } = await consoleTenant((await params).tenant);
  return { title: page ? `${page} · ${name}` : name };
}

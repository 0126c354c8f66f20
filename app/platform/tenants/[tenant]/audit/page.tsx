import { AuditList } from "#components/audit/audit-list.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Address } from "../../../../address.ts";
import { auditAddress } from "../../../../audit-address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Audit");

export default async function TenantAuditPage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: Address;
}) {
  const { question, place } = await auditAddress(searchParams);
  const loaded = await loadTenant("platform", "audit:read", (await params).tenant, async (scope) => ({
    tenant: scope.tenant,
    page: await auditEntries(scope, question),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, page } = loaded;
  const home = `/platform/tenants/${tenant.slug}`;
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Audit" />
      <AuditList {...page} {...place} path={`${home}/audit`} file={`${home}/audit`} />
    </>
  );
}

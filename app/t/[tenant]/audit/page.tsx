import { AuditList } from "#components/audit/audit-list.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Address } from "../../../address.ts";
import { auditAddress } from "../../../audit-address.ts";
import { consoleTenant, type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Audit");

export default async function AuditPage({ params, searchParams }: { params: TenantParams; searchParams: Address }) {
  const { tenant } = await params;
  const { question, place } = await auditAddress(searchParams);
  const page = await loadTenant("console", "audit:read", tenant, (scope) => auditEntries(scope, question));
  if (isRefusal(page)) return <RefusalNotice refusal={page} />;
  const { zone } = await consoleTenant(tenant);
  return (
    <>
      <OwnerHeader part="Audit" sub="Everything anyone did here, newest first" />
      <AuditList {...page} {...place} zone={zone} path={`/t/${tenant}/audit`} file={`/t/${tenant}/audit`} />
    </>
  );
}

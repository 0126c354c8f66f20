import { z } from "zod";
import { AuditPanel } from "#components/audit/audit-panel.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../../../address.ts";
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
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const loaded = await loadTenant("platform", "audit:read", (await params).tenant, async (scope) => ({
    tenant: scope.tenant,
    page: await auditEntries(scope, { before }),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, page } = loaded;
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Audit" />
      <AuditPanel
        {...page}
        path={`/platform/tenants/${tenant.slug}/audit`}
        from={before ? rowOf(address) : 1}
        paged={before !== undefined}
      />
    </>
  );
}

import { z } from "zod";
import { AuditPanel } from "#components/audit/audit-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Audit");

export default async function AuditPage({ params, searchParams }: { params: TenantParams; searchParams: Address }) {
  const { tenant } = await params;
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const page = await loadTenant("console", "audit:read", tenant, (scope) => auditEntries(scope, { before }));
  if (isRefusal(page)) return <RefusalNotice refusal={page} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Audit" }]} />
      <PageHeader title="Audit" sub="Everything anyone did here, newest first" />
      <AuditPanel
        {...page}
        path={`/t/${tenant}/audit`}
        from={before ? rowOf(address) : 1}
        paged={before !== undefined}
      />
    </>
  );
}

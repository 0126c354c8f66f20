import { AuditList } from "#components/audit/audit-list.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import type { Address } from "../../address.ts";
import { auditAddress } from "../../audit-address.ts";

export const metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: Address }) {
  const { question, place } = await auditAddress(searchParams);
  const page = await loadForStaff("audit:read", (scope) => auditEntriesOfAll(scope, question));
  if (isRefusal(page)) return <RefusalNotice refusal={page} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Audit" }]} />
      <PageHeader title="Audit" sub="All tenants, newest first" />
      <AuditList {...page} {...place} path="/platform/audit" file="/platform/audit" acrossTenants />
    </>
  );
}

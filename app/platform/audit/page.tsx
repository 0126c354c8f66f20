import { z } from "zod";
import { AuditPanel } from "#components/audit/audit-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../address.ts";

export const metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const page = await loadForStaff("audit:read", (scope) => auditEntriesOfAll(scope, { before }));
  if (isRefusal(page)) return <RefusalNotice refusal={page} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Audit" }]} />
      <PageHeader title="Audit" sub="All tenants, newest first" />
      <AuditPanel
        {...page}
        path="/platform/audit"
        from={before ? rowOf(address) : 1}
        paged={before !== undefined}
        acrossTenants
      />
    </>
  );
}

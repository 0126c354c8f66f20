import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { CreateTenantForm } from "#components/tenants/create-tenant-form.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { plans } from "#lib/domain/plans/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { create } from "../actions.ts";
import { timeZones } from "../time-zones.ts";

export const metadata = { title: "New tenant" };

export default async function NewTenantPage() {
  const choices = await loadForStaff("tenants:write", plans);
  if (isRefusal(choices)) return <RefusalNotice refusal={choices} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: "New tenant" }]} />
      <PageHeader title="New tenant" />
      {choices.length > 0 ? (
        <CreateTenantForm create={create} plans={choices} timeZones={timeZones} />
      ) : (
        <Panel>
          <EmptyState kind="first-use" title="No plan to put a tenant on">
            Each tenant is on a plan, and there is none yet.
          </EmptyState>
        </Panel>
      )}
    </>
  );
}

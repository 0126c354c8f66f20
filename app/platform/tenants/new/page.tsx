import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { CreateTenantForm } from "#components/tenants/create-tenant-form.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { plans } from "#lib/domain/plans/queries.ts";
import { planLimits } from "#lib/domain/quotas/plan-limits.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { create, setUp } from "../actions.ts";
import { timeZones } from "../time-zones.ts";

export const metadata = { title: "New tenant" };

export default async function NewTenantPage() {
  const loaded = await loadForStaff("tenants:write", async (scope) => ({
    choices: await plans(scope),
    limits: await planLimits(scope),
    counted: (await meters(scope)).map(({ slug, name, unit }) => ({ slug, name, unit })),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { choices, limits, counted } = loaded;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: "New tenant" }]} />
      <PageHeader title="New tenant" />
      {choices.length > 0 ? (
        <CreateTenantForm
          create={create}
          setUp={setUp}
          plans={choices}
          limits={limits}
          meters={counted}
          timeZones={timeZones}
        />
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

import { HistoryPanel } from "#components/audit/history-panel.tsx";
import { OutcomeChart } from "#components/decisions/outcome-chart.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { SetupRun } from "#components/tenants/setup-run.tsx";
import { TenantFacts } from "#components/tenants/tenant-facts.tsx";
import { TenantUsageChart } from "#components/tenants/tenant-usage-chart.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { tenantSetup } from "#lib/domain/tenants/setup.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { setUp } from "../../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function TenantPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "tenants:read", (await params).tenant, async (scope) => {
    const [first] = await meters(scope);
    return {
      tenant: await tenantDetail(scope),
      setup: scope.can("tenants:write") ? await tenantSetup(scope) : null,
      usage:
        first && scope.can("usage:read")
          ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined })
          : null,
      outcomes: scope.can("quota:read") ? await outcomeAnswer(scope, { range: "7d" }) : null,
      changes: scope.can("audit:read") ? (await auditEntries(scope, { limit: 10 })).items : null,
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, setup, usage, outcomes, changes } = loaded;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: tenant.name }]} />
      <div className="grid gap-4">
        {setup && <SetupRun tenant={tenant} before={setup.done} run={setUp} />}
        <TenantFacts tenant={tenant} />
        {usage && <TenantUsageChart seriesUrl={`/platform/tenants/${tenant.slug}/usage/series`} initial={usage} />}
        {outcomes && <OutcomeChart url={`/platform/tenants/${tenant.slug}/outcomes`} initial={outcomes} />}
        {changes && <HistoryPanel items={changes} href={`/platform/tenants/${tenant.slug}/audit`} />}
      </div>
    </>
  );
}

import { HistoryPanel } from "#components/audit/history-panel.tsx";
import { OutcomeChart } from "#components/decisions/outcome-chart.tsx";
import { QuotaCards } from "#components/quotas/quota-cards.tsx";
import { StandingPanel } from "#components/quotas/standing-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { SetupRun } from "#components/tenants/setup-run.tsx";
import { TenantFacts } from "#components/tenants/tenant-facts.tsx";
import { TenantUsageChart } from "#components/tenants/tenant-usage-chart.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { setUp } from "../../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { overview } from "./overview.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function TenantPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "tenants:read", (await params).tenant, overview);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, setup, quotas, standing, usage, outcomes, changes, readAt } = loaded;
  const home = `/platform/tenants/${tenant.slug}`;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: tenant.name }]} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {setup && <SetupRun tenant={tenant} before={setup.done} run={setUp} />}
        {standing && <StandingPanel standing={standing} aside={<UpdatedAgo at={readAt} />} />}
        {quotas.length > 0 && <QuotaCards quotas={quotas} zone={tenant.timeZone} usageHref={`${home}/usage`} />}
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            {usage && <TenantUsageChart seriesUrl={`${home}/usage/series`} initial={usage} />}
            {outcomes && <OutcomeChart url={`${home}/outcomes`} initial={outcomes} />}
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <TenantFacts tenant={tenant} />
            {changes && <HistoryPanel items={changes} href={`${home}/audit`} />}
          </div>
        </div>
      </div>
    </>
  );
}

import { HistoryPanel } from "#components/audit/history-panel.tsx";
import { OutcomeChart } from "#components/decisions/outcome-chart.tsx";
import { QuotaCards } from "#components/quotas/quota-cards.tsx";
import { StandingPanel } from "#components/quotas/standing-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { SetupRun } from "#components/tenants/setup-run.tsx";
import { TenantFacts } from "#components/tenants/tenant-facts.tsx";
import { TenantUsageChart } from "#components/tenants/tenant-usage-chart.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { isRefusal, loadTenantParts } from "#lib/gate/page.ts";
import { valueOr } from "#lib/part.ts";
import { setUp } from "../../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { overview } from "./overview.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function TenantPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenantParts("platform", "tenants:read", (await params).tenant, overview);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, readAt } = loaded;
  const [setup, limits, usage, outcomes, changes] = await Promise.all([
    loaded.setup,
    loaded.limits,
    loaded.usage,
    loaded.outcomes,
    loaded.changes,
  ]);
  const estimates = valueOr(await loaded.estimates, []);
  const home = `/platform/tenants/${tenant.slug}`;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: tenant.name }]} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <PagePart part={setup} title="The set-up">
          {(steps) => steps && <SetupRun tenant={tenant} before={steps.done} run={setUp} />}
        </PagePart>
        <PagePart part={limits} title="How it stands">
          {({ quotas, standing }) => (
            <>
              {standing && <StandingPanel standing={standing} aside={<UpdatedAgo at={readAt} />} />}
              {quotas.length > 0 && (
                <QuotaCards quotas={quotas} zone={tenant.timeZone} usageHref={`${home}/usage`} estimates={estimates} />
              )}
            </>
          )}
        </PagePart>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_23.5rem]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <PagePart part={usage} title="Usage">
              {(answer) => answer && <TenantUsageChart seriesUrl={`${home}/usage/series`} initial={answer} />}
            </PagePart>
            <PagePart part={outcomes} title="Calls and their outcomes">
              {(answer) => answer && <OutcomeChart url={`${home}/outcomes`} initial={answer} />}
            </PagePart>
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <TenantFacts tenant={tenant} />
            <PagePart part={changes} title="What changed">
              {(items) => items && <HistoryPanel items={items} href={`${home}/audit`} />}
            </PagePart>
          </div>
        </div>
      </div>
    </>
  );
}

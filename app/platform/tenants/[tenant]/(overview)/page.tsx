import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { TenantFacts } from "#components/tenants/tenant-facts.tsx";
import { TenantUsageChart } from "#components/tenants/tenant-usage-chart.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function TenantPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "tenants:read", (await params).tenant, async (scope) => {
    const [first] = await meters(scope);
    return {
      tenant: await tenantDetail(scope),
      usage:
        first && scope.can("usage:read")
          ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined })
          : null,
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, usage } = loaded;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: tenant.name }]} />
      <div className="grid gap-4">
        <TenantFacts tenant={tenant} />
        {usage && <TenantUsageChart seriesUrl={`/platform/tenants/${tenant.slug}/usage/series`} initial={usage} />}
      </div>
    </>
  );
}

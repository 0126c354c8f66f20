import { notFound } from "next/navigation";
import { historyHref } from "#components/audit/history-href.ts";
import { HistoryPanel } from "#components/audit/history-panel.tsx";
import { CallExample } from "#components/keys/call-example.tsx";
import { examples } from "#components/keys/example.ts";
import { MeterFacts } from "#components/meters/meter-facts.tsx";
import { LayerTable } from "#components/plans/layer-table.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { TopTenants } from "#components/usage/top-tenants.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { layerLimits } from "#lib/domain/quotas/layers.ts";
import { topByUsage } from "#lib/domain/usage/days.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import type { StaffScope } from "#lib/gate/scope.ts";
import { PLATFORM_ID } from "#lib/id.ts";

type Params = Promise<{ slug: string }>;

export async function generateMetadata({ params }: { params: Params }) {
  return { title: `Meter ${(await params).slug}` };
}

export default async function MeterPage({ params }: { params: Params }) {
  const { slug } = await params;
  const loaded = await loadForStaff("meters:read", (scope) => load(scope, slug));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  if (!loaded) notFound();
  const { meter, additive, busiest, limits, changes } = loaded;
  const [curl] = examples({ apiUrl: settings().url.origin, key: "YOUR_KEY", scopes: ["usage:write"], meter });
  return (
    <>
      <PageCrumbs items={[{ label: "Meters", href: "/platform/meters" }, { label: meter.name }]} />
      <PageHeader title={meter.name} mono={meter.slug} />
      <div className="grid gap-4">
        <div className="grid gap-4 lg:grid-cols-2">
          <MeterFacts meter={meter} />
          <Panel title="Who uses it most" sub="last 30 days" flush>
            {busiest.length > 0 ? (
              <TopTenants
                tenants={busiest}
                unit={meter.unit}
                hrefOf={(of) => `/platform/tenants/${of}/usage?${new URLSearchParams({ meter: meter.slug })}`}
              />
            ) : (
              <p className="px-4 pb-4 text-14 text-text-2">
                {additive
                  ? "It counted nothing in the last 30 days."
                  : "Only sums and counts can be added up over tenants’ days."}
              </p>
            )}
          </Panel>
        </div>
        <Panel title="Limits" sub="by default and by plan" flush age={<ReadAge />}>
          {limits.length > 0 ? (
            <LayerTable limits={limits} of="meter" />
          ) : (
            <p className="px-4 pb-4 text-14 text-text-2">Neither the default nor a plan limits it.</p>
          )}
        </Panel>
        <Panel>{curl && <CallExample label="Report an event that it counts" call={curl.text} />}</Panel>
        {changes && <HistoryPanel items={changes} href={historyHref("/platform", meter.id)} />}
      </div>
    </>
  );
}

async function load(scope: StaffScope, slug: string) {
  const meter = (await meters(scope)).find((each) => each.slug === slug);
  if (!meter) return null;
  const additive = meter.aggregation === "sum" || meter.aggregation === "count";
  const about = { tenantId: PLATFORM_ID, objectId: meter.id, limit: 10 };
  return {
    meter,
    additive,
    busiest: additive && scope.can("usage:read") ? await topByUsage(scope, meter, 30, 8) : [],
    limits: (await layerLimits(scope)).filter((each) => each.meter.slug === slug),
    changes: scope.can("audit:read") ? (await auditEntriesOfAll(scope, about)).items : null,
  };
}

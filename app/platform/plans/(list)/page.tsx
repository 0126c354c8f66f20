import { LayerDialog } from "#components/plans/layer-dialog.tsx";
import { LayerTable } from "#components/plans/layer-table.tsx";
import { MeterFirst } from "#components/plans/meter-first.tsx";
import { NewPlan } from "#components/plans/plan-dialog.tsx";
import { PlanTable } from "#components/plans/plan-table.tsx";
import { UnsetLayer } from "#components/plans/unset-layer.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { plans } from "#lib/domain/plans/queries.ts";
import { layerLimits } from "#lib/domain/quotas/layers.ts";
import { tenantsByPlan } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import type { StaffScope } from "#lib/gate/scope.ts";
import { add, setDefault, unsetDefault } from "../actions.ts";

export const metadata = { title: "Plans" };

export default async function PlansPage() {
  const loaded = await loadForStaff("plans:read", load);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { all, defaults, meters, mayWrite } = loaded;
  return (
    <>
      <PageCrumbs items={[{ label: "Plans" }]} />
      <PageHeader title="Plans" sub={all.length} actions={mayWrite && <NewPlan add={add} />} />
      <div className="grid gap-4">
        <Panel flush age={<ReadAge />}>
          <PlanTable plans={all} />
        </Panel>
        <Panel
          title="Default limits"
          sub="for every tenant whose plan says nothing"
          flush
          age={<ReadAge />}
          actions={mayWrite && meters.length > 0 && <LayerDialog plan={null} meters={meters} set={setDefault} />}
        >
          {defaults.length > 0 ? (
            <LayerTable
              limits={defaults}
              of="plan"
              renderAct={
                mayWrite
                  ? (now) => (
                      <>
                        <LayerDialog plan={null} meters={meters} set={setDefault} now={now} />
                        <UnsetLayer plan={null} unset={unsetDefault} now={now} />
                      </>
                    )
                  : undefined
              }
            />
          ) : (
            <p className="px-4 pb-4 text-14 text-text-2">
              None is set: what no plan and no tenant limits is unlimited.
              {meters.length === 0 && <MeterFirst />}
            </p>
          )}
        </Panel>
      </div>
    </>
  );
}

async function load(scope: StaffScope) {
  const limits = await layerLimits(scope);
  const counts = await tenantsByPlan(scope);
  return {
    all: (await plans(scope)).map(({ id, slug, name, description }) => ({
      slug,
      name,
      description,
      tenants: counts.get(id) ?? 0,
      limits: limits.filter(({ plan }) => plan?.slug === slug).length,
    })),
    defaults: limits.filter(({ plan }) => plan === null),
    meters: (await meters(scope)).map(({ slug, name }) => ({ slug, name })),
    mayWrite: scope.can("plans:write"),
  };
}

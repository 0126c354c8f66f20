import Link from "next/link";
import { notFound } from "next/navigation";
import { historyHref } from "#components/audit/history-href.ts";
import { HistoryPanel } from "#components/audit/history-panel.tsx";
import { LayerDialog } from "#components/plans/layer-dialog.tsx";
import { LayerTable } from "#components/plans/layer-table.tsx";
import { MeterFirst } from "#components/plans/meter-first.tsx";
import { EditPlan } from "#components/plans/plan-dialog.tsx";
import { UnsetLayer } from "#components/plans/unset-layer.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { planBySlug } from "#lib/domain/plans/queries.ts";
import { layerLimits } from "#lib/domain/quotas/layers.ts";
import { tenantsByPlan } from "#lib/domain/tenants/queries.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { PLATFORM_ID } from "#lib/id.ts";
import { change, setLimit, unsetLimit } from "../actions.ts";

type Params = Promise<{ slug: string }>;

export async function generateMetadata({ params }: { params: Params }) {
  return { title: `Plan ${(await params).slug}` };
}

export default async function PlanPage({ params }: { params: Params }) {
  const { slug } = await params;
  const loaded = await loadForStaff("plans:read", async (scope) => {
    const plan = await planBySlug(scope, slug);
    if (!plan) return null;
    const about = { tenantId: PLATFORM_ID, objectId: plan.id, limit: 10 };
    return {
      plan,
      tenants: (await tenantsByPlan(scope)).get(plan.id) ?? 0,
      limits: (await layerLimits(scope)).filter((each) => each.plan?.slug === slug),
      meters: (await meters(scope)).map((each) => ({ slug: each.slug, name: each.name })),
      changes: scope.can("audit:read") ? (await auditEntriesOfAll(scope, about)).items : null,
      mayWrite: scope.can("plans:write"),
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  if (!loaded) notFound();
  const { plan, tenants, limits, meters: all, changes, mayWrite } = loaded;
  return (
    <>
      <PageCrumbs items={[{ label: "Plans", href: "/platform/plans" }, { label: plan.name }]} />
      <PageHeader
        title={plan.name}
        mono={plan.slug}
        sub={
          <Link className="underline underline-offset-4" href={tenantsHref({ q: `plan:${slug}` })}>
            {formatNumber(tenants)} {tenants === 1 ? "tenant" : "tenants"}
          </Link>
        }
        actions={mayWrite && <EditPlan plan={plan} change={change} />}
      />
      {plan.description && <p className="mb-4 max-w-[72ch] text-14 text-text-2">{plan.description}</p>}
      <div className="grid gap-4">
        <Panel
          title="Limits"
          sub="of each tenant on it"
          flush
          age={<ReadAge />}
          actions={mayWrite && all.length > 0 && <LayerDialog plan={plan} meters={all} set={setLimit} />}
        >
          {limits.length > 0 ? (
            <LayerTable
              limits={limits}
              of="plan"
              renderAct={
                mayWrite
                  ? (now) => (
                      <>
                        <LayerDialog plan={plan} meters={all} set={setLimit} now={now} />
                        <UnsetLayer plan={plan} unset={unsetLimit} now={now} />
                      </>
                    )
                  : undefined
              }
            />
          ) : (
            <p className="px-4 pb-4 text-14 text-text-2">
              The plan limits nothing: the defaults decide.
              {all.length === 0 && <MeterFirst />}
            </p>
          )}
        </Panel>
        {changes && <HistoryPanel items={changes} href={historyHref("/platform", plan.id)} />}
      </div>
    </>
  );
}

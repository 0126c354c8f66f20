import Link from "next/link";
import { notFound } from "next/navigation";
import { DecisionDetail } from "#components/quotas/decision-detail.tsx";
import { OutcomeChip } from "#components/quotas/outcome-chip.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { isId } from "#lib/domain/finder/model.ts";
import { explainedDecision } from "#lib/domain/quotas/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { titleOf } from "../../tenant.ts";
import { TenantCrumbs } from "../../tenant-crumbs.tsx";

type Params = Promise<{ tenant: string; id: string }>;

export const generateMetadata = ({ params }: { params: Params }) => titleOf(params, "Decision");

/** Why a customer's call was denied, for whoever they ask. */
export default async function TenantDecisionPage({ params }: { params: Params }) {
  const { tenant, id } = await params;
  if (!isId(id)) notFound();
  const loaded = await loadTenant("platform", "quota:read", tenant, async (scope) => ({
    tenant: scope.tenant,
    ...(await explainedDecision(scope, id)),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  return (
    <>
      <TenantCrumbs tenant={loaded.tenant} page={`${loaded.meter.name}: ${loaded.decision.outcome}`} />
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-3">
        <h2 className="font-semibold text-16">{loaded.meter.name}</h2>
        <OutcomeChip outcome={loaded.decision.outcome} />
        <Button className="ml-auto" icon="gauge" render={<Link href={`/platform/tenants/${tenant}/quotas`} />}>
          Limits and grants
        </Button>
      </div>
      <DecisionDetail {...loaded} />
    </>
  );
}

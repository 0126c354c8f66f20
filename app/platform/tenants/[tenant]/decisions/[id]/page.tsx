import { notFound } from "next/navigation";
import { DecisionDetail } from "#components/quotas/decision-detail.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
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
      <DecisionDetail {...loaded} />
    </>
  );
}

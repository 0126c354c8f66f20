import Link from "next/link";
import { notFound } from "next/navigation";
import { DecisionLanes } from "#components/decisions/decision-lanes.tsx";
import { DecisionDetail } from "#components/quotas/decision-detail.tsx";
import { GrantDialog } from "#components/quotas/grant-dialog.tsx";
import { OutcomeChip } from "#components/quotas/outcome-chip.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { decisionLanes } from "#lib/domain/decisions/lanes.ts";
import { isId } from "#lib/domain/finder/model.ts";
import { keysBy } from "#lib/domain/keys/queries.ts";
import { explainedDecision, quotas } from "#lib/domain/quotas/queries.ts";
import { isRefusal, loadForStaff, loadTenantParts } from "#lib/gate/page.ts";
import { grant } from "../../quotas/actions.ts";
import { titleOf } from "../../tenant.ts";
import { TenantCrumbs } from "../../tenant-crumbs.tsx";

type Params = Promise<{ tenant: string; id: string }>;

export const generateMetadata = ({ params }: { params: Params }) => titleOf(params, "Decision");

/** Why a customer's call was denied, for whoever they ask. */
export default async function TenantDecisionPage({ params }: { params: Params }) {
  const { tenant, id } = await params;
  if (!isId(id)) notFound();
  const loaded = await loadTenantParts("platform", "quota:read", tenant, async (scope, alone) => {
    const explained = await explainedDecision(scope, id);
    const { meter, period } = explained.decision;
    const now = (await quotas(scope)).find((quota) => quota.meter === meter && quota.period === period);
    return {
      tenant: scope.tenant,
      ...explained,
      now: scope.can("quotas:grant") ? now : undefined,
      lanes: alone((each) => decisionLanes(each, explained.decision, explained.zone)),
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { now, meter, decision } = loaded;
  const keyName = loaded.keyName ?? (decision.keyId && (await platformKeyName(decision.keyId)));
  const raised = now?.limit == null ? null : { ...now, limit: now.limit };
  return (
    <>
      <TenantCrumbs tenant={loaded.tenant} page={`${meter.name}: ${decision.outcome}`} />
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-3">
        <h2 className="font-semibold text-16">{meter.name}</h2>
        <OutcomeChip outcome={decision.outcome} />
        <div className="ml-auto flex flex-wrap gap-2">
          <Button
            icon="gauge"
            variant={raised ? "quiet" : "primary"}
            render={<Link href={`/platform/tenants/${tenant}/quotas`} />}
          >
            Limits and grants
          </Button>
          {raised && <GrantDialog primary slug={tenant} name={meter.name} now={raised} grant={grant} />}
        </div>
      </div>
      <DecisionDetail decision={decision} meter={meter} keyName={keyName} zone={loaded.zone}>
        <PagePart part={await loaded.lanes} title="The hour around it">
          {(lanes) => (
            <DecisionLanes
              lanes={lanes}
              decision={decision}
              meter={meter}
              zone={loaded.zone}
              path={`/platform/tenants/${tenant}/decisions`}
            />
          )}
        </PagePart>
      </DecisionDetail>
    </>
  );
}

// The product's servers mostly call with a key of the platform, which is not among the tenant's.
async function platformKeyName(id: string): Promise<string | null> {
  const found = await loadForStaff("keys:read", (scope) => keysBy(scope, id, 1));
  return isRefusal(found) ? null : (found[0]?.name ?? null);
}

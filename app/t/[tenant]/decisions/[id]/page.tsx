import Link from "next/link";
import { notFound } from "next/navigation";
import { DecisionLanes } from "#components/decisions/decision-lanes.tsx";
import { DecisionDetail } from "#components/quotas/decision-detail.tsx";
import { OutcomeChip } from "#components/quotas/outcome-chip.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { decisionLanes } from "#lib/domain/decisions/lanes.ts";
import type { DecisionLanes as Lanes } from "#lib/domain/decisions/model.ts";
import { isId } from "#lib/domain/finder/model.ts";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { explainedDecision } from "#lib/domain/quotas/queries.ts";
import { nameOf } from "#lib/domain/quotas/standing.ts";
import { formatSecond } from "#lib/format.ts";
import { isRefusal, loadTenantParts } from "#lib/gate/page.ts";
import { titleOf } from "../../tenant.ts";

type Params = Promise<{ tenant: string; id: string }>;

export const generateMetadata = ({ params }: { params: Params }) => titleOf(params, "Decision");

/** Where the answer to a denied call leads: which rule, how full, set by whom, until when. */
export default async function DecisionPage({ params }: { params: Params }) {
  const { tenant, id } = await params;
  if (!isId(id)) notFound();
  const loaded = await loadTenantParts("console", "quota:read", tenant, async (scope, alone) => {
    const explained = await explainedDecision(scope, id);
    return { ...explained, lanes: alone((each) => decisionLanes(each, explained.decision, explained.zone)) };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { zone, meter } = loaded;
  const { decisionId, outcome, at, period } = loaded.decision;
  return (
    <>
      <OwnerHeader
        part={`${nameOf({ ...meter, period })} · ${formatSecond(at, zone)}`}
        chip={<OutcomeChip outcome={outcome} />}
        mono={decisionId}
        actions={
          <Button variant="primary" icon="gauge" render={<Link href={`/t/${tenant}/quotas`} />}>
            Quotas now
          </Button>
        }
      />
      <DecisionDetail decision={withoutNames(loaded.decision)} meter={meter} keyName={loaded.keyName} zone={zone}>
        <PagePart part={await loaded.lanes} title="The hour around it">
          {(lanes) => (
            <DecisionLanes
              lanes={withoutStaff(lanes)}
              decision={loaded.decision}
              meter={meter}
              zone={zone}
              path={`/t/${tenant}/decisions`}
            />
          )}
        </PagePart>
      </DecisionDetail>
    </>
  );
}

/** Who of the staff set a limit is theirs to know; that they did, and why, is the tenant's. */
function withoutNames(decision: DecisionView): DecisionView {
  return { ...decision, layers: decision.layers.map((layer) => ({ ...layer, setBy: "staff" })) };
}

function withoutStaff(lanes: Lanes): Lanes {
  const own = ["member", "key"];
  const shown = (by: Lanes["changes"][number]["by"]) => (by && !own.includes(by.kind) ? { ...by, name: "staff" } : by);
  return { ...lanes, changes: lanes.changes.map((change) => ({ ...change, by: shown(change.by) })) };
}

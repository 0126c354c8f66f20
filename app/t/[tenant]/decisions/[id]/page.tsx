import Link from "next/link";
import { notFound } from "next/navigation";
import { DecisionDetail } from "#components/quotas/decision-detail.tsx";
import { OutcomeChip } from "#components/quotas/outcome-chip.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { isId } from "#lib/domain/finder/model.ts";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { explainedDecision } from "#lib/domain/quotas/queries.ts";
import { nameOf } from "#lib/domain/quotas/standing.ts";
import { formatTime } from "#lib/format.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { titleOf } from "../../tenant.ts";

type Params = Promise<{ tenant: string; id: string }>;

export const generateMetadata = ({ params }: { params: Params }) => titleOf(params, "Decision");

/** Where the answer to a denied call leads: which rule, how full, set by whom, until when. */
export default async function DecisionPage({ params }: { params: Params }) {
  const { tenant, id } = await params;
  if (!isId(id)) notFound();
  const loaded = await loadTenant("console", "quota:read", tenant, (scope) => explainedDecision(scope, id));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { zone } = loaded;
  const { decisionId, outcome, at, period } = loaded.decision;
  return (
    <>
      <OwnerHeader
        part={`${nameOf({ ...loaded.meter, period })} · ${formatTime(at, zone)}`}
        chip={<OutcomeChip outcome={outcome} />}
        mono={decisionId}
        actions={
          <Button variant="primary" icon="gauge" render={<Link href={`/t/${tenant}/quotas`} />}>
            Quotas now
          </Button>
        }
      />
      <DecisionDetail {...loaded} decision={withoutNames(loaded.decision)} />
    </>
  );
}

/** Who of the staff set a limit is theirs to know; that they did, and why, is the tenant's. */
function withoutNames(decision: DecisionView): DecisionView {
  return { ...decision, layers: decision.layers.map((layer) => ({ ...layer, setBy: "staff" })) };
}

import Link from "next/link";
import { OutcomeChart } from "#components/decisions/outcome-chart.tsx";
import { DenialTable } from "#components/quotas/denial-table.tsx";
import { QuotaTable } from "#components/quotas/quota-table.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LiveTail } from "#components/ui/live-tail.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { decisions, quotas } from "#lib/domain/quotas/queries.ts";
import { withNames } from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Scope } from "#lib/gate/scope.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Quotas");

export default async function QuotasPage({ params }: { params: TenantParams }) {
  const { tenant } = await params;
  const loaded = await loadTenant("console", "quota:read", tenant, load);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { zone, all, known, denials, outcomes } = loaded;
  return (
    <>
      <OwnerHeader part="Quotas" sub={`What you may use and what you have used · ${zone}`} />
      <div className="grid gap-4">
        <Panel flush age={<ReadAge />}>
          {all.length > 0 ? (
            <QuotaTable quotas={all} zone={zone} />
          ) : (
            <EmptyState
              kind="first-use"
              icon="gauge"
              title="Nothing is limited"
              action={<Button render={<Link href={`/t/${tenant}/usage`} />}>See what is used</Button>}
            >
              Neither the plan nor the people who run this platform have set a limit.
            </EmptyState>
          )}
        </Panel>
        <OutcomeChart url={`/t/${tenant}/quotas/outcomes`} initial={outcomes} />
        <Panel
          title="Denials and warnings"
          sub="The newest 20"
          flush
          age={<ReadAge />}
          actions={
            denials[0] && (
              <LiveTail
                url={`/t/${tenant}/quotas/newer`}
                since={denials[0].decisionId}
                newest={`/t/${tenant}/quotas`}
              />
            )
          }
        >
          {denials.length > 0 ? (
            <DenialTable home={`/t/${tenant}`} decisions={denials} meters={known} />
          ) : (
            <EmptyState kind="first-use" icon="check" title="Nothing was denied">
              When a call would pass a limit, the refusal and its reason stand here.
            </EmptyState>
          )}
        </Panel>
      </div>
    </>
  );
}

async function load(scope: Scope) {
  const known = (await meters(scope)).map(({ slug, name, unit }) => ({ slug, name, unit }));
  const all = withNames(await quotas(scope), known);
  const { items } = await decisions(scope, { limit: 20 });
  const outcomes = await outcomeAnswer(scope, { range: "24h" });
  return { zone: (await tenantDetail(scope)).timeZone, all, known, denials: items, outcomes };
}

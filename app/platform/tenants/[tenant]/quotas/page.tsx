import { OutcomeChart } from "#components/decisions/outcome-chart.tsx";
import { DenialTable } from "#components/quotas/denial-table.tsx";
import { GrantDialog } from "#components/quotas/grant-dialog.tsx";
import { GrantPanel } from "#components/quotas/grant-panel.tsx";
import { LimitDialog } from "#components/quotas/limit-dialog.tsx";
import { QuotaTable } from "#components/quotas/quota-table.tsx";
import { RatePanel } from "#components/quotas/rate-panel.tsx";
import { UnsetLimit } from "#components/quotas/unset-limit.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LiveTail } from "#components/ui/live-tail.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { keys } from "#lib/domain/keys/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { grants } from "#lib/domain/quotas/grants.ts";
import { decisions, quotas } from "#lib/domain/quotas/queries.ts";
import { rateLimits } from "#lib/domain/quotas/rates.ts";
import { type StandingQuota, withNames } from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Scope } from "#lib/gate/scope.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";
import { end, grant, rate, set, unset } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Quotas");

export default async function TenantQuotasPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "quota:read", (await params).tenant, load);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, zone, all, choices, raised, rates, active, denials, outcomes, maySet, mayGrant } = loaded;
  const { slug } = tenant;
  const home = `/platform/tenants/${slug}`;
  const limits = { tenant, zone, meters: choices, quotas: all, grant: mayGrant ? grant : undefined };
  const create = (maySet || mayGrant) && <LimitDialog {...limits} set={maySet ? set : undefined} />;
  const acts = (quota: StandingQuota) => {
    const { meter, name, layer, limit } = quota;
    const period = quota.period ?? "none";
    return (
      <>
        {mayGrant && limit !== null && <GrantDialog slug={slug} name={name} now={{ ...quota, limit }} grant={grant} />}
        {maySet && <LimitDialog {...limits} now={quota} set={set} />}
        {maySet && layer === "tenant" && (
          <UnsetLimit
            what={`the own limit of ${name}`}
            description="The limit of its plan holds from the next call on, or the default where the plan has none."
            done={`The plan’s limit of ${name} holds`}
            unset={unset.bind(null, slug, { meter, period })}
          />
        )}
      </>
    );
  };
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Quotas" />
      <div className="grid gap-4">
        <Panel
          title="Limits"
          sub={`periods begin in ${zone}`}
          actions={all.length > 0 && create}
          age={<ReadAge />}
          flush
        >
          {all.length > 0 ? (
            <QuotaTable quotas={all} zone={zone} acts={maySet || mayGrant ? acts : undefined} />
          ) : (
            <EmptyState kind="first-use" icon="gauge" title="Nothing is limited" action={create}>
              Neither a default nor the plan sets a limit, and the tenant has none of its own.
            </EmptyState>
          )}
        </Panel>
        {raised.length > 0 && (
          <GrantPanel age={<ReadAge />} slug={slug} zone={zone} grants={raised} end={mayGrant ? end : undefined} />
        )}
        <OutcomeChart url={`${home}/outcomes`} initial={outcomes} />
        <RatePanel age={<ReadAge />} slug={slug} limits={rates} keys={active} set={maySet ? rate : undefined} />
        <Panel
          title="Denials and warnings"
          sub="the newest 20"
          flush
          age={<ReadAge />}
          actions={
            denials[0] && (
              <LiveTail url={`${home}/quotas/newer`} since={denials[0].decisionId} newest={`${home}/quotas`} />
            )
          }
        >
          {denials.length > 0 ? (
            <DenialTable home={home} decisions={denials} meters={choices} />
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
  const choices = await meters(scope);
  const all = withNames(await quotas(scope), choices);
  return {
    tenant: scope.tenant,
    zone: (await tenantDetail(scope)).timeZone,
    all,
    choices: choices.map(({ slug, name, unit }) => ({ slug, name, unit })),
    raised: await grants(scope),
    rates: await rateLimits(scope),
    active: (await keys(scope)).filter(({ state }) => state === "active").map(({ id, name }) => ({ id, name })),
    denials: (await decisions(scope, { limit: 20 })).items,
    outcomes: await outcomeAnswer(scope, { range: "24h" }),
    maySet: scope.can("quotas:write"),
    mayGrant: scope.can("quotas:grant"),
  };
}

import Link from "next/link";
import type { ReactNode } from "react";
import { RecentChanges } from "#components/audit/recent-changes.tsx";
import { FirstSteps } from "#components/checklist/first-steps.tsx";
import { CallForms } from "#components/keys/call-forms.tsx";
import { examples } from "#components/keys/example.ts";
import { RecentKeys } from "#components/keys/recent-keys.tsx";
import { QuotaCards } from "#components/quotas/quota-cards.tsx";
import { RecentDenials } from "#components/quotas/recent-denials.tsx";
import { StandingPanel } from "#components/quotas/standing-panel.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { PartError } from "#components/shell/part-error.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { TenantStatus } from "#components/tenants/tenant-status.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { MeterStatCard } from "#components/usage/meter-stats.tsx";
import { NoMeters } from "#components/usage/no-meters.tsx";
import { TopGroups } from "#components/usage/top-groups.tsx";
import { LiveUsage } from "#components/usage/usage-explorer.tsx";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenantParts } from "#lib/gate/page.ts";
import { valueOr } from "#lib/part.ts";
import { hide } from "../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { type DoneSteps, type GroupsOfMonth, type Overview as OverviewOfTenant, overview } from "./overview.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function OverviewPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenantParts("console", "overview:read", (await params).tenant, overview);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, month, first, readAt } = loaded;
  const [limits, stats, answer, steps] = await Promise.all([loaded.limits, loaded.stats, loaded.answer, loaded.steps]);
  const [groups, denials, newestKeys, changes] = await Promise.all([
    loaded.groups,
    loaded.denials,
    loaded.newestKeys,
    loaded.changes,
  ]);
  const estimates = valueOr(await loaded.estimates, []);
  const home = `/t/${tenant.slug}`;
  // What could not be read was there, as far as anybody knows.
  const used = valueOr(stats, null)?.some(({ lastAt }) => lastAt !== null) ?? true;
  const { quotas, standing } = valueOr(limits, { quotas: [], standing: null });
  // What a quota says of a meter need not be said twice.
  const unlimited = valueOr(stats, []).filter(
    ({ slug, lastAt }) => lastAt && !quotas.some(({ meter }) => meter === slug),
  );
  const firstSteps = (
    <PagePart part={steps} title="The first steps">
      {(done) => done && <Steps done={done} tenant={tenant} first={first} home={home} />}
    </PagePart>
  );
  return (
    <>
      <PageHeader
        title={tenant.name}
        chip={<TenantStatus status={tenant.status} />}
        sub={`${tenant.region} · ${tenant.timeZone}`}
        actions={
          used && (
            <Button variant="primary" icon="chart" render={<Link href={`${home}/usage`} />}>
              Explore usage
            </Button>
          )
        }
      />
      <div className="grid gap-4">
        {"failed" in limits && <PartError title="How it stands" requestId={limits.failed} />}
        {standing && (used || quotas.length > 0) && (
          <StandingPanel
            standing={standing}
            aside={
              <>
                <UpdatedAgo at={readAt} />
                {quotas.length > 4 && <All href={`${home}/quotas`}>All {quotas.length} quotas</All>}
              </>
            }
          />
        )}
        {!used && firstSteps}
        {"failed" in stats && <PartError title="Usage this month" requestId={stats.failed} />}
        {(unlimited.length > 0 || quotas.length > 0) && (
          <QuotaCards
            quotas={quotas}
            zone={tenant.timeZone}
            usageHref={`${home}/usage`}
            estimates={estimates}
            rest={unlimited.map((stat) => (
              <MeterStatCard
                key={stat.slug}
                stat={stat}
                month={month}
                usageHref={`${home}/usage`}
                estimate={estimates.find(({ meter }) => meter === stat.slug)}
                zone={tenant.timeZone}
              />
            ))}
          />
        )}
        {used && <Used {...{ tenant, month, answer, groups, denials, newestKeys, changes, home }} />}
        {used && firstSteps}
        {!first && <NoMeters />}
        {first && !used && valueOr(steps, null) === null && (
          <Panel>
            <EmptyState kind="first-use" icon="chart" title="Nothing reported yet">
              When your servers report what was used, it shows here within seconds. An owner, admin or developer makes
              the key for it.
            </EmptyState>
          </Panel>
        )}
      </div>
    </>
  );
}

type UsedProps = Pick<OverviewOfTenant, "tenant" | "month"> & {
  [Name in "answer" | "groups" | "denials" | "newestKeys" | "changes"]: Awaited<OverviewOfTenant[Name]>;
} & { home: string };

/** What a tenant sees once its servers report. */
function Used({ tenant, month, answer, groups, denials, newestKeys, changes, home }: UsedProps) {
  return (
    <>
      <PagePart part={answer} title="Usage over time">
        {(series) => series && <LiveUsage seriesUrl={`${home}/usage/series`} initial={series} />}
      </PagePart>
      <div className="grid gap-4 lg:grid-cols-2 lg:[&>:last-child:nth-child(odd)]:col-span-2">
        <PagePart part={groups} title="Who uses it">
          {(by) => by && <Groups groups={by} month={month} home={home} />}
        </PagePart>
        <PagePart part={denials} title="The newest denials">
          {(items) => (
            <Panel
              title="Denials"
              sub="The newest"
              flush
              age={<ReadAge />}
              actions={<All href={`${home}/quotas`}>All denials</All>}
            >
              {items.length > 0 ? (
                <RecentDenials home={home} denials={items} />
              ) : (
                <p className="px-4 pb-4 text-14 text-text-2">No call of {tenant.name} was denied or warned of.</p>
              )}
            </Panel>
          )}
        </PagePart>
        <PagePart part={newestKeys} title="The newest keys">
          {(keys) =>
            keys.length > 0 && (
              <Panel
                title="API keys"
                sub="The newest"
                flush
                age={<ReadAge />}
                actions={<All href={`${home}/keys`}>All keys</All>}
              >
                <RecentKeys keys={keys} />
              </Panel>
            )
          }
        </PagePart>
        <PagePart part={changes} title="What changed">
          {(items) =>
            items.length > 0 && (
              <Panel
                title="What changed"
                flush
                age={<ReadAge />}
                actions={<All href={`${home}/audit`}>All entries</All>}
              >
                <RecentChanges items={items} />
              </Panel>
            )
          }
        </PagePart>
      </div>
    </>
  );
}

function Groups({ groups, month, home }: { groups: GroupsOfMonth; month: string; home: string }) {
  const over = new URLSearchParams({ meter: groups.meter.slug, groupBy: groups.by });
  return (
    <Panel
      title={`${groups.meter.name} by ${groups.by}`}
      sub={month}
      flush
      age={<ReadAge />}
      actions={<All href={`${home}/usage?${over}`}>Over time</All>}
    >
      <TopGroups groups={groups.values} unit={groups.meter.unit} />
    </Panel>
  );
}

type StepsProps = Pick<OverviewOfTenant, "tenant" | "first"> & { done: DoneSteps; home: string };

function Steps({ done: steps, tenant, first, home }: StepsProps) {
  const call = { apiUrl: settings().url.origin, key: "YOUR_KEY", meter: first ?? null };
  const keys = { href: `${home}/keys`, label: "To the API keys" };
  return (
    <FirstSteps
      done={steps}
      hide={hide.bind(null, tenant.slug)}
      doing={{
        key: { text: "Your servers send a key with each call. It is shown once, with a call to paste.", ...keys },
        event: {
          text: "With a key in the place of YOUR_KEY, this reports that something was used. It shows here within seconds.",
          example: <CallForms examples={examples({ ...call, scopes: ["usage:write"] })} />,
        },
        people: {
          text: "Each address gets a link of its own, and a role that says what its owner may.",
          href: `${home}/members`,
          label: "To the members",
        },
        quota: {
          text: "A server that asks before it serves keeps within the plan; a denial says why and until when.",
          example: <CallForms examples={examples({ ...call, scopes: ["quota:consume"] })} />,
        },
      }}
    />
  );
}

function All({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button size="sm" render={<Link href={href} />}>
      {children}
    </Button>
  );
}

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
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { hide } from "../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { type Overview, overview } from "./overview.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

export default async function OverviewPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("console", "overview:read", (await params).tenant, overview);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, month, quotas, stats, steps, standing, readAt } = loaded;
  const home = `/t/${tenant.slug}`;
  // What a quota says of a meter need not be said twice.
  const unlimited = stats.filter(({ slug, lastAt }) => lastAt && !quotas.some(({ meter }) => meter === slug));
  const used = stats.some(({ lastAt }) => lastAt !== null);
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
        {(used || quotas.length > 0) && <StandingPanel standing={standing} aside={<UpdatedAgo at={readAt} />} />}
        {steps && !used && <Steps loaded={loaded} home={home} />}
        {(used || quotas.length > 0) && (
          <QuotaCards
            quotas={quotas}
            zone={tenant.timeZone}
            usageHref={`${home}/usage`}
            rest={unlimited.map((stat) => (
              <MeterStatCard key={stat.slug} stat={stat} month={month} usageHref={`${home}/usage`} />
            ))}
          />
        )}
        {used && <Used loaded={loaded} home={home} />}
        {steps && used && <Steps loaded={loaded} home={home} />}
        {!loaded.first && <NoMeters />}
        {loaded.first && !used && !steps && (
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

/** What a tenant sees once its servers report. */
function Used({ loaded, home }: { loaded: Overview; home: string }) {
  const { tenant, month, answer, groups, denials, newestKeys, changes } = loaded;
  return (
    <>
      {answer && <LiveUsage seriesUrl={`${home}/usage/series`} initial={answer} />}
      <div className="grid gap-4 lg:grid-cols-2 lg:[&>:last-child:nth-child(odd)]:col-span-2">
        {groups && (
          <Panel
            title={`${groups.meter.name} by ${groups.by}`}
            sub={month}
            flush
            actions={
              <All href={`${home}/usage?${new URLSearchParams({ meter: groups.meter.slug, groupBy: groups.by })}`}>
                Over time
              </All>
            }
          >
            <TopGroups groups={groups.values} unit={groups.meter.unit} />
          </Panel>
        )}
        <Panel title="Denials" sub="The newest" flush actions={<All href={`${home}/quotas`}>All denials</All>}>
          {denials.length > 0 ? (
            <RecentDenials home={home} denials={denials} />
          ) : (
            <p className="px-4 pb-4 text-14 text-text-2">No call of {tenant.name} was denied or warned of.</p>
          )}
        </Panel>
        {newestKeys && newestKeys.length > 0 && (
          <Panel title="API keys" sub="The newest" flush actions={<All href={`${home}/keys`}>All keys</All>}>
            <RecentKeys keys={newestKeys} />
          </Panel>
        )}
        {changes && changes.length > 0 && (
          <Panel title="What changed" flush actions={<All href={`${home}/audit`}>All entries</All>}>
            <RecentChanges items={changes} />
          </Panel>
        )}
      </div>
    </>
  );
}

function Steps({ loaded: { tenant, steps, first }, home }: { loaded: Overview; home: string }) {
  if (!steps) return null;
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

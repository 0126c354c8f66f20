import Link from "next/link";
import { RecentChanges } from "#components/audit/recent-changes.tsx";
import { CallForms } from "#components/keys/call-forms.tsx";
import { examples } from "#components/keys/example.ts";
import { RecentKeys } from "#components/keys/recent-keys.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { MeterStats } from "#components/usage/meter-stats.tsx";
import { NoMeters } from "#components/usage/no-meters.tsx";
import { LiveUsage } from "#components/usage/usage-explorer.tsx";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { keys } from "#lib/domain/keys/queries.ts";
import type { MeterView } from "#lib/domain/meters/model.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { monthSoFar } from "#lib/domain/usage/queries.ts";
import { settings } from "#lib/env.ts";
import { formatMonth } from "#lib/format.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Scope } from "#lib/gate/scope.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params);

const rowsMax = 6;

export default async function OverviewPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("console", "overview:read", (await params).tenant, load);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, month, first, stats, answer, newestKeys, changes, mayMakeKeys } = loaded;
  const home = `/t/${tenant.slug}`;
  const used = stats.some(({ lastAt }) => lastAt !== null);
  return (
    <>
      <PageCrumbs items={[{ label: "Overview" }]} />
      <PageHeader
        title={tenant.name}
        chip={<Chip tone="ok">Active</Chip>}
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
        {used && <MeterStats stats={stats} month={month} usageHref={`${home}/usage`} />}
        {used && answer && <LiveUsage seriesUrl={`${home}/usage/series`} initial={answer} />}
        {first && !used && <FirstUse meter={first} keysHref={mayMakeKeys ? `${home}/keys` : null} />}
        {!first && <NoMeters />}
        <div className="grid gap-4 lg:grid-cols-2 lg:[&>:only-child]:col-span-2">
          {newestKeys && newestKeys.length > 0 && (
            <Panel title="API keys" flush actions={<All href={`${home}/keys`}>All keys</All>}>
              <RecentKeys keys={newestKeys} />
            </Panel>
          )}
          {changes && changes.length > 0 && (
            <Panel title="What changed" flush actions={<All href={`${home}/audit`}>All entries</All>}>
              <RecentChanges items={changes} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

async function load(scope: Scope) {
  const tenant = await tenantDetail(scope);
  const all = await meters(scope);
  const [first] = all;
  const changes = scope.can("audit:read") ? (await auditEntries(scope, { limit: rowsMax })).items : null;
  return {
    tenant,
    month: formatMonth(new Date(), tenant.timeZone),
    first,
    stats: await monthSoFar(scope, all, tenant.timeZone),
    answer: first ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined }) : null,
    newestKeys: scope.can("keys:read") ? await keys(scope, { limit: rowsMax }) : null,
    // Whose they are is plain here, and a member has no way into the portal that the tenant's name would lead to.
    changes: changes?.map((each) => ({ ...each, tenant: null })),
    mayMakeKeys: scope.can("keys:write"),
  };
}

/** Before anything was reported: what to do, and the call that does it. */
function FirstUse({ meter, keysHref }: { meter: MeterView; keysHref: string | null }) {
  return (
    <Panel>
      <EmptyState
        kind="first-use"
        icon="chart"
        title="Nothing reported yet"
        action={
          keysHref && (
            <Button variant="primary" icon="key" render={<Link href={keysHref} />}>
              Create an API key
            </Button>
          )
        }
      >
        Your servers report what was used, and it shows here within seconds.{" "}
        {keysHref ? "With a key, the first event is one call." : "An owner, admin or developer makes the key for it."}
      </EmptyState>
      <div className="mx-auto max-w-160">
        <CallForms
          examples={examples({ apiUrl: settings().url.origin, key: "YOUR_KEY", scopes: ["usage:write"], meter })}
        />
      </div>
    </Panel>
  );
}

function All({ href, children }: { href: string; children: string }) {
  return (
    <Button size="sm" render={<Link href={href} />}>
      {children}
    </Button>
  );
}

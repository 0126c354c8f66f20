import Link from "next/link";
import type { ReactNode } from "react";
import { RecentChanges } from "#components/audit/recent-changes.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { BusiestTenants } from "#components/tenants/busiest-tenants.tsx";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { WaitingTenants } from "#components/tenants/waiting-tenants.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Stat, StatRow } from "#components/ui/stat.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantStatuses } from "#lib/domain/tenants/model.ts";
import { tenants, tenantsByStatus } from "#lib/domain/tenants/queries.ts";
import { busiestTenants } from "#lib/domain/usage/queries.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import type { StaffScope } from "#lib/gate/scope.ts";

export const metadata = { title: "Platform overview" };

const rowsMax = 6;

export default async function OverviewPage() {
  const overview = await loadForStaff("overview:read", load);
  if (isRefusal(overview)) return <RefusalNotice refusal={overview} />;
  const { counts, total, waiting, waitingTotal, meter, busiest, changes, mayCreate } = overview;
  const create = (
    <Button variant="primary" icon="plus" render={<Link href="/platform/tenants/new" />}>
      New tenant
    </Button>
  );
  return (
    <>
      <PageCrumbs items={[{ label: "Overview" }]} />
      <PageHeader
        title="Platform"
        sub={total > 0 && `${formatNumber(total)} tenants`}
        actions={mayCreate && total > 0 && create}
      />
      {total === 0 ? (
        <Panel>
          <EmptyState kind="first-use" title="No tenants yet" action={mayCreate && create}>
            A tenant is one customer of your product: its people, keys, usage and limits.
          </EmptyState>
        </Panel>
      ) : (
        <div className="grid gap-4">
          <StatRow>
            {tenantStatuses.map((status) => (
              <Stat
                key={status}
                label={status}
                href={tenantsHref({ q: `status:${status}` })}
                value={formatNumber(counts.get(status) ?? 0)}
              />
            ))}
          </StatRow>
          <div className="grid gap-4 lg:grid-cols-2">
            <Panel
              title="Needs a person"
              sub="suspended or pending"
              flush
              footer={waitingTotal > waiting.length && <WaitingMore />}
            >
              {waiting.length > 0 ? (
                <WaitingTenants tenants={waiting} />
              ) : (
                <Quiet>Nobody waits. No tenant is suspended or pending.</Quiet>
              )}
            </Panel>
            <Panel title="Busiest tenants" sub={meter ? `${meter.name}, last 24 h` : "last 24 h"} flush>
              {meter && busiest.length > 0 ? (
                <BusiestTenants tenants={busiest} unit={meter.unit} />
              ) : (
                <Quiet>
                  {meter
                    ? `Nothing was counted by ${meter.name} in the last 24 hours.`
                    : "No meter counts anything yet. "}
                  {!meter && (
                    <Link href="/platform/meters" className="text-accent underline">
                      How to make one
                    </Link>
                  )}
                </Quiet>
              )}
            </Panel>
          </div>
          <Panel
            title="What changed"
            flush
            actions={
              <Button size="sm" render={<Link href="/platform/audit" />}>
                All entries
              </Button>
            }
          >
            {changes.length > 0 ? (
              <RecentChanges items={changes} acrossTenants />
            ) : (
              <Quiet>Nothing was changed yet.</Quiet>
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

async function load(scope: StaffScope) {
  const counts = new Map((await tenantsByStatus(scope)).map(({ status, count }) => [status, count]));
  const suspended = await tenants(scope, { status: "Suspended", limit: rowsMax });
  const pending = await tenants(scope, { status: "Pending", limit: rowsMax });
  const meter = (await meters(scope)).find(({ aggregation }) => aggregation === "sum" || aggregation === "count");
  return {
    counts,
    total: [...counts.values()].reduce((sum, count) => sum + count, 0),
    waiting: [...suspended.items, ...pending.items].slice(0, rowsMax),
    waitingTotal: suspended.total + pending.total,
    meter,
    busiest: meter ? await busiestTenants(scope, meter, aDayAgo(), rowsMax) : [],
    changes: (await auditEntriesOfAll(scope, { limit: 8 })).items,
    mayCreate: scope.can("tenants:write"),
  };
}

// Usage is kept by quarters of an hour, so the day begins with a whole one.
function aDayAgo(): Date {
  const quarter = 15 * 60_000;
  return new Date(Math.floor(Date.now() / quarter) * quarter - 86_400_000);
}

function WaitingMore() {
  return (
    <>
      <Link className="underline underline-offset-4" href={tenantsHref({ q: "status:Suspended" })}>
        All suspended
      </Link>
      <Link className="underline underline-offset-4" href={tenantsHref({ q: "status:Pending" })}>
        All pending
      </Link>
    </>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return <p className="px-4 pb-4 text-14 text-text-2">{children}</p>;
}

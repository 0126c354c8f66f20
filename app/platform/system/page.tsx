import { hostname } from "node:os";
import Link from "next/link";
import { StandingPanel } from "#components/quotas/standing-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { JobTable } from "#components/system/job-table.tsx";
import { ProbePanel } from "#components/system/probe-panel.tsx";
import { ProcessPanel } from "#components/system/process-panel.tsx";
import { Button } from "#components/ui/button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { commitQueueState } from "#lib/domain/quotas/commit-queue.ts";
import { jobRuns } from "#lib/domain/system/jobs.ts";
import type { SystemFacts } from "#lib/domain/system/model.ts";
import { isolationProbe, systemFacts } from "#lib/domain/system/queries.ts";
import { systemStanding } from "#lib/domain/system/standing.ts";
import { eventQueueState } from "#lib/domain/usage/event-queue.ts";
import { settings } from "#lib/env.ts";
import { formatDuration, formatMonth, formatNumber } from "#lib/format.ts";
import { isRefusal, loadPlatformParts } from "#lib/gate/page.ts";
import { poolsOf } from "#lib/gate/pools.ts";
import product from "../../../package.json" with { type: "json" };

export const metadata = { title: "System" };

const mebibyte = 1_024 ** 2;
const poolNames = { app: "People and their pages", staff: "Staff, across tenants", engine: "Programs and jobs" };

export default async function SystemPage() {
  const loaded = await loadPlatformParts("system:read", async (scope, alone) => ({
    facts: alone(systemFacts),
    probe: alone(isolationProbe),
    runs: alone(jobRuns),
    pools: poolsOf(scope).map(({ name, ...state }) => ({ name: poolNames[name], ...state })),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const [facts, probe, runs] = await Promise.all([loaded.facts, loaded.probe, loaded.runs]);
  const now = new Date();
  const queues = [
    { name: "Decisions", ...commitQueueState() },
    { name: "Events", ...eventQueueState() },
  ];
  return (
    <>
      <PageCrumbs items={[{ label: "System" }]} />
      <PageHeader
        title="System"
        sub={`Tenantry ${product.version}`}
        actions={
          <Button variant="primary" icon="refresh" render={<Link href="/platform/system" prefetch={false} />}>
            Look again
          </Button>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {"value" in facts && "value" in probe && "value" in runs && (
          <StandingPanel
            standing={systemStanding(facts.value, probe.value, runs.value, queues, now)}
            aside={<UpdatedAgo at={now.toISOString()} />}
          />
        )}
        <PagePart part={facts} title="The installation">
          {(known) => (
            <Panel title="Installation" age={<ReadAge />}>
              <DescriptionList columns={2} items={installation(known)} />
            </Panel>
          )}
        </PagePart>
        <PagePart part={runs} title="The background jobs">
          {(all) => <JobTable runs={all} now={now} />}
        </PagePart>
        <ProcessPanel process={`${hostname()} ${process.pid}`} queues={queues} pools={loaded.pools} />
        <PagePart part={probe} title="The walls between tenants">
          {(found) => <ProbePanel probe={found} />}
        </PagePart>
      </div>
    </>
  );
}

function installation(facts: SystemFacts) {
  const { database, migrations, connections, clockAheadMilliseconds, askedMilliseconds, lastMonth } = facts;
  const ahead = clockAheadMilliseconds >= 0 ? "ahead of" : "behind";
  return [
    {
      term: "Database",
      value: `PostgreSQL ${database.version}, ${settings().embedded ? "embedded" : "external"}`,
    },
    { term: "Size", value: `${formatNumber(Math.round(database.bytes / mebibyte))} MiB in ${database.name}` },
    { term: "Database runs since", value: <DateTime date={database.startedAt} /> },
    { term: "This process runs for", value: formatDuration(process.uptime() * 1_000) },
    { term: "Migrations", value: `${formatNumber(migrations.applied)} applied, the last ${migrations.last ?? "none"}` },
    {
      term: "Clock",
      value: `This process is ${formatDuration(Math.abs(clockAheadMilliseconds))} ${ahead} the database (asking took ${formatDuration(askedMilliseconds)})`,
    },
    {
      term: "Months for events",
      value: lastMonth ? `made up to the end of ${formatMonth(`${lastMonth}-15T00:00:00Z`)}` : "none is made",
    },
    { term: "Memory", value: `${formatNumber(Math.round(process.memoryUsage().rss / mebibyte))} MiB in this process` },
    {
      term: "Connections",
      value: (
        <ul>
          {connections.map(({ role, count }) => (
            <li key={role}>
              <Mono>{role}</Mono> {formatNumber(count)}
            </li>
          ))}
        </ul>
      ),
    },
  ];
}

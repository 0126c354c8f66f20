import Link from "next/link";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { ProbePanel } from "#components/system/probe-panel.tsx";
import { Button } from "#components/ui/button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { isolationProbe, systemFacts } from "#lib/domain/system/queries.ts";
import { settings } from "#lib/env.ts";
import { formatDuration, formatNumber } from "#lib/format.ts";
import { isRefusal, loadPlatform } from "#lib/gate/page.ts";
import product from "../../../package.json" with { type: "json" };

export const metadata = { title: "System" };

const mebibyte = 1_024 ** 2;

export default async function SystemPage() {
  const loaded = await loadPlatform("system:read", async (scope) => ({
    facts: await systemFacts(scope),
    probe: await isolationProbe(scope),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { database, migrations, connections, clockAheadMilliseconds, askedMilliseconds } = loaded.facts;
  const ahead = clockAheadMilliseconds >= 0 ? "ahead of" : "behind";
  return (
    <>
      <PageCrumbs items={[{ label: "System" }]} />
      <PageHeader
        title="System"
        sub={`Tenantry ${product.version}`}
        actions={
          <Button icon="refresh" render={<Link href="/platform/system" prefetch={false} />}>
            Look again
          </Button>
        }
      />
      <div className="grid gap-4">
        <Panel title="Installation">
          <DescriptionList
            columns={2}
            items={[
              {
                term: "Database",
                value: `PostgreSQL ${database.version}, ${settings().embedded ? "embedded" : "external"}`,
              },
              { term: "Size", value: `${formatNumber(Math.round(database.bytes / mebibyte))} MiB in ${database.name}` },
              { term: "Database runs since", value: <DateTime date={database.startedAt} /> },
              { term: "This process runs for", value: formatDuration(process.uptime() * 1_000) },
              {
                term: "Migrations",
                value: `${formatNumber(migrations.applied)} applied, the last ${migrations.last ?? "none"}`,
              },
              {
                term: "Clock",
                value: `This process is ${formatDuration(Math.abs(clockAheadMilliseconds))} ${ahead} the database (asking took ${formatDuration(askedMilliseconds)})`,
              },
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
              { term: "Memory", value: `${formatNumber(Math.round(process.memoryUsage().rss / mebibyte))} MiB` },
            ]}
          />
        </Panel>
        <ProbePanel probe={loaded.probe} />
      </div>
    </>
  );
}

import Link from "next/link";
import type { ReactNode } from "react";
import { AttentionList, AttentionRests } from "#components/attention/attention-list.tsx";
import { RecentChanges } from "#components/audit/recent-changes.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { PagePart } from "#components/shell/page-part.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkChoice } from "#components/ui/link-choice.tsx";
import { LinkSelect } from "#components/ui/link-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RefreshWhileShown } from "#components/ui/refresh-while-shown.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { StatRow } from "#components/ui/stat-row.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { PlatformOutcomes, PlatformUsage } from "#components/usage/platform-charts.tsx";
import { TopTenants } from "#components/usage/top-tenants.tsx";
import { tenantStatuses } from "#lib/domain/tenants/status.ts";
import { dayRangeOf, dayRanges } from "#lib/domain/usage/days-model.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadPartsForStaff } from "#lib/gate/page.ts";
import { valueOr } from "#lib/part.ts";
import { type Address, wordOf } from "../../address.ts";
import type { attention } from "./attention.ts";
import { overview, type PlatformUsage as PlatformUsageParts } from "./overview.ts";

export const metadata = { title: "Platform overview" };

export default async function OverviewPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const asked = { meter: wordOf(address, "meter"), days: dayRangeOf(wordOf(address, "range")) };
  const loaded = await loadPartsForStaff("overview:read", overview(asked));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { counts, waiting, usage, changes, mayCreate } = loaded;
  const total = valueOr(counts, null)?.total ?? null;
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
        sub={total ? `${formatNumber(total)} ${total === 1 ? "tenant" : "tenants"}` : null}
        actions={mayCreate && total !== 0 && create}
      />
      {total === 0 ? (
        <Panel>
          <EmptyState kind="first-use" title="No tenants yet" action={mayCreate && create}>
            A tenant is one customer of your product: its people, keys, usage and limits.
          </EmptyState>
        </Panel>
      ) : (
        <div className="grid gap-4">
          <RefreshWhileShown seconds={30} />
          <PagePart part={waiting} title="What needs you">
            {(value) => <Waiting waiting={value} />}
          </PagePart>
          <PagePart part={counts} title="The tenants by status">
            {({ of }) => (
              <StatRow brief>
                {tenantStatuses.map((status) => (
                  <Stat
                    key={status}
                    label={status}
                    href={tenantsHref({ q: `status:${status}` })}
                    value={formatNumber(of.get(status) ?? 0)}
                    of={of.get(status) === 1 ? "tenant" : "tenants"}
                  />
                ))}
              </StatRow>
            )}
          </PagePart>
          <PagePart part={usage} title="Usage of all tenants">
            {(value) => <Usage usage={value} />}
          </PagePart>
          <PagePart part={changes} title="What changed">
            {(items) => (
              <Panel
                title="What changed"
                flush
                age={<ReadAge />}
                actions={
                  <Button size="sm" render={<Link href="/platform/audit" />}>
                    All entries
                  </Button>
                }
              >
                {items.length > 0 ? (
                  <RecentChanges items={items} acrossTenants />
                ) : (
                  <Quiet>Nothing was changed yet.</Quiet>
                )}
              </Panel>
            )}
          </PagePart>
        </div>
      )}
    </>
  );
}

function Waiting({ waiting: { lines, rests, total, readAt } }: { waiting: Awaited<ReturnType<typeof attention>> }) {
  return (
    <Panel
      title={total === 0 ? "Nothing needs you" : "Needs you"}
      sub={total > 0 && `${formatNumber(total)} ${total === 1 ? "thing" : "things"}, the most harmful first`}
      actions={<UpdatedAgo at={readAt} />}
      flush
      footer={rests.length > 0 && <AttentionRests rests={rests} />}
    >
      {lines.length > 0 ? (
        <AttentionList lines={lines} />
      ) : (
        <Quiet>
          No tear-down hangs or left rows behind, nobody has 10 calls or more denied today, no hard quota is at 90 % or
          more, no deletion ends within 7 days, no platform key within 14. No set-up stopped, no owner's invitation ran
          out, and nobody has been suspended for 7 days.
        </Quiet>
      )}
    </Panel>
  );
}

function Usage({ usage: { meters, meter, days, series, users, denied } }: { usage: PlatformUsageParts }) {
  const href = (change: { meter?: string; range?: string }) =>
    `/platform?${new URLSearchParams({ ...(meter ? { meter: meter.slug } : {}), range: `${days}d`, ...change })}`;
  const span = `last ${days} days`;
  const usageOf = (slug: string) =>
    `/platform/tenants/${slug}/usage?${new URLSearchParams({ ...(meter ? { meter: meter.slug } : {}), range: `${days}d` })}`;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-2">
        <h2 className="font-semibold text-16">All tenants, {span}</h2>
        <LinkChoice
          label="Range"
          choices={dayRanges.map((each) => ({
            label: `${each} days`,
            href: href({ range: `${each}d` }),
            current: each === days,
          }))}
        />
        {meter && meters.length > 1 && (
          <LinkSelect
            label="Meter"
            value={href({})}
            options={meters.map(({ slug, name }) => ({ value: href({ meter: slug }), label: name }))}
          />
        )}
        {valueOr(series, null)?.foldedAt === null && (
          <span className="text-13 text-text-3">
            Days are being summed up for the first time; it takes a minute or so.
          </span>
        )}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <PagePart part={series} title="The graphs of all tenants">
          {(value) => <PlatformOutcomes {...value} span={span} />}
        </PagePart>
        {meter ? (
          "value" in series && <PlatformUsage {...series.value} span={span} meter={meter} />
        ) : (
          <Panel title="Usage of all tenants">
            <EmptyState
              kind="first-use"
              icon="activity"
              title="No meter that adds up"
              action={<Button render={<Link href="/platform/meters" />}>To the meters</Button>}
            >
              A sum or a count can be added up over all tenants; a maximum or a latest value cannot.
            </EmptyState>
          </Panel>
        )}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <PagePart part={denied} title="Most denied">
          {(tenants) => (
            <Panel title="Most denied" sub={`by a quota or a rate limit, ${span}`} flush>
              {tenants.length > 0 ? (
                <TopTenants tenants={tenants} unit="calls" hrefOf={(slug) => `/platform/tenants/${slug}/quotas`} />
              ) : (
                <Quiet>No call of any tenant was denied in the {span}.</Quiet>
              )}
            </Panel>
          )}
        </PagePart>
        <PagePart part={users} title="Used most">
          {(tenants) => (
            <Panel title="Used most" sub={meter ? `${meter.name}, ${span}` : span} flush>
              {meter && tenants.length > 0 ? (
                <TopTenants tenants={tenants} unit={meter.unit} hrefOf={usageOf} />
              ) : (
                <Quiet>{meter ? `${meter.name} counted nothing in the ${span}.` : "No meter adds up anything."}</Quiet>
              )}
            </Panel>
          )}
        </PagePart>
      </div>
    </>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return <p className="max-w-180 px-4 pb-4 text-14 text-text-2">{children}</p>;
}

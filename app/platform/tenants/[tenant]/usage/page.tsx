import Link from "next/link";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { UsageExplorer } from "#components/usage/usage-explorer.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { usageViewOf } from "#lib/domain/usage/view.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Address } from "../../../../address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Usage");

export default async function TenantUsagePage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: Address;
}) {
  const address = await searchParams;
  const loaded = await loadTenant("platform", "usage:read", (await params).tenant, async (scope) => {
    const all = await meters(scope);
    const view = usageViewOf(address, all);
    const initial = view && (await usageAnswer(scope, view));
    return { tenant: scope.tenant, all, initial };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, all, initial } = loaded;
  const choices = all.map(({ slug, name, unit, groupBy }) => ({
    slug,
    name,
    unit,
    groupBy: groupBy.map((each) => each.name),
  }));
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Usage" />
      {initial ? (
        <UsageExplorer seriesUrl={`/platform/tenants/${tenant.slug}/usage/series`} meters={choices} initial={initial} />
      ) : (
        <Panel>
          <EmptyState
            kind="first-use"
            icon="activity"
            title="No meters yet"
            action={<Button render={<Link href="/platform/meters" />}>How to make one</Button>}
          >
            Without a meter nothing is counted.
          </EmptyState>
        </Panel>
      )}
    </>
  );
}

import Link from "next/link";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { TenantFilter, tenantsHref } from "#components/tenants/tenant-filter.tsx";
import { TenantTable } from "#components/tenants/tenant-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Slug, tenantStatuses } from "#lib/domain/tenants/model.ts";
import { tenants } from "#lib/domain/tenants/queries.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";

export const metadata = { title: "Tenants" };

export default async function TenantsPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const search = wordOf(address, "q")?.trim() ?? "";
  const status = tenantStatuses.find((each) => each === wordOf(address, "status"));
  const after = Slug.safeParse(wordOf(address, "after")).data;
  const loaded = await loadForStaff("tenants:read", async (scope) => ({
    page: await tenants(scope, { search, status, after }),
    mayCreate: scope.can("tenants:write"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { page, mayCreate } = loaded;
  const { items, total, next } = page;
  const filtered = Boolean(search || status);
  const from = after ? rowOf(address) : 1;
  const firstUse = total === 0 && !filtered;
  const create = mayCreate && (
    <Button variant="primary" icon="plus" render={<Link href="/platform/tenants/new" />}>
      New tenant
    </Button>
  );
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants" }]} />
      <PageHeader title="Tenants" sub={!firstUse && formatNumber(total)} actions={!firstUse && create} />
      {!firstUse && <TenantFilter search={search} status={status} />}
      <Panel
        flush
        footer={
          items.length > 0 && (
            <Pagination
              from={from}
              to={from + items.length - 1}
              total={total}
              noun={total === 1 ? "tenant" : "tenants"}
              nextHref={next ? tenantsHref({ search, status, after: next, from: from + items.length }) : undefined}
            >
              {after && (
                <Link className="underline underline-offset-4" href={tenantsHref({ search, status })}>
                  First page
                </Link>
              )}
            </Pagination>
          )
        }
      >
        {items.length > 0 && <TenantTable tenants={items} />}
        {firstUse && (
          <EmptyState kind="first-use" title="No tenants yet" action={create}>
            A tenant is one customer of your product: its people, keys, usage and limits.
          </EmptyState>
        )}
        {items.length === 0 && !firstUse && (
          <EmptyState
            kind="no-match"
            title={noMatch(search, status)}
            action={<Button render={<Link href="/platform/tenants" />}>Clear</Button>}
          >
            The search looks at the beginning of a slug, and anywhere in a name or an owner’s e-mail.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

function noMatch(search: string, status: string | undefined): string {
  const whose = status ? `${status.toLowerCase()} tenant` : "tenant";
  return search ? `No ${whose} matches “${search}”` : `No ${whose}`;
}

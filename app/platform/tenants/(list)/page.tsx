import Link from "next/link";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { fromTheStart, tenantsHref } from "#components/tenants/list-address.ts";
import { TenantTable } from "#components/tenants/tenant-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { plans } from "#lib/domain/plans/queries.ts";
import { tenantCount, tenantPage } from "#lib/domain/tenants/list.ts";
import { tenantFields, tenantQuestionOf } from "#lib/domain/tenants/list-model.ts";
import { settings } from "#lib/env.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { type Address, rowOf } from "../../../address.ts";
import { listWordsOf } from "./words.ts";

export const metadata = { title: "Tenants" };

const rowsPerPage = 50;

export default async function TenantsPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const words = listWordsOf(address);
  const question = { ...tenantQuestionOf(words), base: settings().baseDomain, limit: rowsPerPage };
  const loaded = await loadForStaff("tenants:read", async (scope) => ({
    page: await tenantPage(scope, question),
    total: await tenantCount(scope, question),
    plans: await plans(scope),
    mayCreate: scope.can("tenants:write"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { page, total, mayCreate } = loaded;
  const { items, next, previous } = page;
  const firstUse = total.count === 0 && question.filter === "";
  const from = previous ? rowOf(address) : 1;
  const create = mayCreate && (
    <Button variant="primary" icon="plus" render={<Link href="/platform/tenants/new" />}>
      New tenant
    </Button>
  );
  const labels = [...new Set(items.flatMap((item) => Object.entries(item.labels).map((pair) => pair.join("="))))];
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants" }]} />
      <PageHeader title="Tenants" sub={!firstUse && formatNumber(total.count)} actions={!firstUse && create} />
      {!firstUse && (
        <div className="mb-3 flex flex-wrap items-start gap-2">
          <FilterBar
            label="Search and filter tenants"
            placeholder="Name, slug, owner, domain or label"
            fields={tenantFields(loaded.plans, labels.toSorted())}
            query={question.filter}
          />
        </div>
      )}
      <Panel
        flush
        footer={
          items.length > 0 && (
            <Pagination
              from={from}
              to={from + items.length - 1}
              total={total.count}
              estimated={total.estimated}
              noun={total.count === 1 ? "tenant" : "tenants"}
              previousHref={
                previous
                  ? tenantsHref(words, {
                      ...fromTheStart,
                      before: previous,
                      from: `${Math.max(1, from - rowsPerPage)}`,
                    })
                  : undefined
              }
              nextHref={
                next ? tenantsHref(words, { ...fromTheStart, after: next, from: `${from + items.length}` }) : undefined
              }
            />
          )
        }
      >
        {items.length > 0 && <TenantTable tenants={items} words={words} order={question} />}
        {firstUse && (
          <EmptyState kind="first-use" title="No tenants yet" action={create}>
            A tenant is one customer of your product: its people, keys, usage and limits.
          </EmptyState>
        )}
        {items.length === 0 && !firstUse && (
          <EmptyState
            kind="no-match"
            title={`No tenant matches ${question.filter}`}
            action={
              <Button render={<Link href={tenantsHref(words, { ...fromTheStart, q: undefined })} />}>Clear</Button>
            }
          >
            Words are looked for anywhere in a name, slug, owner’s e-mail or label, and hosts by their rules.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

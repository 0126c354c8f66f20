import { cookies } from "next/headers";
import Link from "next/link";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { fromTheStart, tenantsHref } from "#components/tenants/list-address.ts";
import { ListOptions } from "#components/tenants/list-options.tsx";
import { NoTenants } from "#components/tenants/no-tenants.tsx";
import { TenantList } from "#components/tenants/tenant-list.tsx";
import { ViewMenu } from "#components/tenants/view-menu.tsx";
import { Button } from "#components/ui/button.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { plans } from "#lib/domain/plans/queries.ts";
import { tenantCount, tenantPage } from "#lib/domain/tenants/list.ts";
import { labelsOf, tenantFields, tenantLookOf, tenantQuestionOf } from "#lib/domain/tenants/list-model.ts";
import { viewsOf } from "#lib/domain/views/queries.ts";
import { settings } from "#lib/env.ts";
import { formatNumber } from "#lib/format.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { readAt } from "#lib/read-at.ts";
import { type Address, rowOf } from "../../../address.ts";
import * as actions from "./actions.ts";
import { keptLookOf, listWordsOf } from "./words.ts";

export const metadata = { title: "Tenants" };

const rowsPerPage = 50;

export default async function TenantsPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const { row: _, ...words } = listWordsOf(address);
  const question = { ...tenantQuestionOf(words), base: settings().baseDomain, limit: rowsPerPage };
  const look = tenantLookOf(words, keptLookOf((await cookies()).get("tenants-look")?.value));
  const loaded = await loadForStaff("tenants:read", async (scope) => {
    const total = await tenantCount(scope, question);
    return {
      total,
      page: await tenantPage(scope, { ...question, found: total }),
      plans: await plans(scope),
      views: await viewsOf(scope, "tenants"),
      may: { write: scope.can("tenants:write"), suspend: scope.can("tenants:suspend") },
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { page, total, may } = loaded;
  const { items, next, previous } = page;
  const firstUse = total.count === 0 && question.filter === "";
  const from = previous ? rowOf(address) : 1;
  const at = (place: { after?: string; before?: string; from: number }) =>
    tenantsHref(words, { ...fromTheStart, ...place, from: String(Math.max(1, place.from)) });
  const create = may.write && (
    <Button variant="primary" icon="plus" render={<Link href="/platform/tenants/new" />}>
      New tenant
    </Button>
  );
  const file = new URLSearchParams({ ...words, cols: look.columns.join(",") || "none" });
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants" }]} />
      <PageHeader
        title="Tenants"
        sub={!firstUse && `${total.estimated ? "≈ " : ""}${formatNumber(total.count)}`}
        actions={
          !firstUse && (
            <>
              <Button icon="history" terse render={<Link href="/platform/teardowns" />}>
                Tear-downs
              </Button>
              <Button
                icon="download"
                terse
                render={<a href={`/platform/tenants.csv?${file}`} download aria-label="Export CSV of these tenants" />}
              >
                Export CSV
              </Button>
              <Button
                className="max-sm:hidden"
                render={
                  <a href={`/platform/tenants.json?${file}`} download aria-label="Export JSON of these tenants" />
                }
              >
                JSON
              </Button>
              {create}
            </>
          )
        }
      />
      {!firstUse && (
        <div className="mb-3 flex flex-wrap items-start gap-2">
          <FilterBar
            label="Search and filter tenants"
            placeholder="Name, slug, owner, domain or label"
            fields={tenantFields(loaded.plans, labelsOf(items))}
            query={question.filter}
          />
          <ViewMenu
            views={loaded.views}
            words={words}
            actions={{
              save: actions.saveTenantsView,
              change: actions.changeTenantsView,
              remove: actions.removeTenantsView,
            }}
          />
          <ListOptions
            words={words}
            shown={look.columns}
            density={look.density}
            order={{ sort: question.sort, descending: question.descending }}
          />
        </div>
      )}
      {items.length === 0 ? (
        <NoTenants
          filter={question.filter}
          clearHref={tenantsHref(words, { ...fromTheStart, q: undefined })}
          create={create}
        />
      ) : (
        <TenantList
          tenants={items}
          words={words}
          order={{ sort: question.sort, descending: question.descending }}
          shown={look.columns}
          density={look.density}
          total={total}
          plans={loaded.plans}
          may={may}
          each={{
            suspend: actions.suspendEach,
            resume: actions.resumeEach,
            plan: actions.changePlanOfEach,
            label: actions.addLabelToEach,
            unlabel: actions.removeLabelOfEach,
          }}
          readAt={readAt()}
          place={{
            from,
            previousHref: previous ? at({ before: previous, from: from - rowsPerPage }) : undefined,
            nextHref: next ? at({ after: next, from: from + items.length }) : undefined,
          }}
        />
      )}
    </>
  );
}

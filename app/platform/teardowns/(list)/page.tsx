import Link from "next/link";
import { z } from "zod";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { TeardownTable } from "#components/tenants/teardown-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { graceDays } from "#lib/domain/tenants/status.ts";
import { teardowns } from "#lib/domain/tenants/teardowns.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";

export const metadata = { title: "Tear-downs" };

const path = "/platform/teardowns";

export default async function TeardownsPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const before = z.coerce.date().safeParse(wordOf(address, "before")).data;
  const loaded = await loadForStaff("tenants:read", (scope) => teardowns(scope, { before }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { items, next } = loaded;
  const from = before ? rowOf(address) : 1;
  const to = from + items.length - 1;
  return (
    <>
      <PageCrumbs items={[{ label: "Tenants", href: "/platform/tenants" }, { label: "Tear-downs" }]} />
      <PageHeader title="Tear-downs" sub="What was left of deleted tenants after their grace" />
      <Panel
        flush
        footer={
          items.length > 0 && (
            <Pagination
              from={from}
              to={to}
              total={next ? undefined : to}
              noun={to === 1 ? "tenant" : "tenants"}
              nextHref={next ? `${path}?${new URLSearchParams({ before: next, from: String(to + 1) })}` : undefined}
            >
              <ReadAge />
            </Pagination>
          )
        }
      >
        {items.length > 0 ? (
          <TeardownTable items={items} />
        ) : (
          <EmptyState
            kind="first-use"
            icon="trash"
            title="No tenant was torn down"
            action={
              <Button render={<Link href={tenantsHref({ q: "status:Terminating" })} />}>Deleted, in their grace</Button>
            }
          >
            A deleted tenant can be restored for {graceDays} days. What is done after that, and what is kept, stands
            here.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

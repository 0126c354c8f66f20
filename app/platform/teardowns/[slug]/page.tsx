import { notFound } from "next/navigation";
import { z } from "zod";
import { AuditPanel } from "#components/audit/audit-panel.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { ResiduePanel } from "#components/tenants/residue-panel.tsx";
import { TeardownFacts, TeardownSteps } from "#components/tenants/teardown-panel.tsx";
import { TeardownState } from "#components/tenants/teardown-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RefreshWhileShown } from "#components/ui/refresh-while-shown.tsx";
import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { teardownOf } from "#lib/domain/tenants/teardowns.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";

type Params = Promise<{ slug: string }>;

export async function generateMetadata({ params }: { params: Params }) {
  return { title: `Tear-down of ${(await params).slug}` };
}

export default async function TeardownPage({ params, searchParams }: { params: Params; searchParams: Address }) {
  const { slug } = await params;
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const loaded = await loadForStaff("tenants:read", async (scope) => {
    const teardown = await teardownOf(scope, slug);
    return {
      teardown,
      audit:
        teardown && scope.can("audit:read")
          ? await auditEntriesOfAll(scope, { before, tenantId: teardown.tenantId })
          : null,
    };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { teardown, audit } = loaded;
  if (!teardown) notFound();
  return (
    <>
      <PageCrumbs
        items={[
          { label: "Tenants", href: "/platform/tenants" },
          { label: "Tear-downs", href: "/platform/teardowns" },
          { label: teardown.name },
        ]}
      />
      <PageHeader title={teardown.name} chip={<TeardownState doneAt={teardown.doneAt} />} mono={teardown.slug} />
      {!teardown.doneAt && <RefreshWhileShown />}
      <div className="grid gap-4">
        <ResiduePanel teardown={teardown} />
        <TeardownSteps steps={teardown.steps} />
        <TeardownFacts of={teardown} />
        {audit && (
          <section className="grid gap-2">
            <h2 className="font-semibold text-14">Audit log, kept</h2>
            <AuditPanel
              {...audit}
              path={`/platform/teardowns/${slug}`}
              from={before ? rowOf(address) : 1}
              paged={before !== undefined}
            />
          </section>
        )}
      </div>
    </>
  );
}

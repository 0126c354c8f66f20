import Link from "next/link";
import { MeterTable } from "#components/meters/meter-table.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";

export const metadata = { title: "Meters" };

export default async function MetersPage() {
  const loaded = await loadForStaff("meters:read", async (scope) => ({
    all: await meters(scope),
    mayWrite: scope.can("meters:write"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { all, mayWrite } = loaded;
  const create = mayWrite && (
    <Button variant="primary" icon="plus" render={<Link href="/platform/meters/new" />}>
      New meter
    </Button>
  );
  return (
    <>
      <PageCrumbs items={[{ label: "Meters" }]} />
      <PageHeader
        title="Meters"
        sub={all.length > 0 && `${all.length}, the same for all tenants`}
        actions={all.length > 0 && create}
      />
      <Panel flush age={all.length > 0 && <ReadAge />}>
        {all.length > 0 ? (
          <MeterTable meters={all} />
        ) : (
          <EmptyState kind="first-use" icon="activity" title="No meters yet" action={create}>
            A meter says what is counted: which usage events, and how.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

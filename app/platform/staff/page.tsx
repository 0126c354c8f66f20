import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { StaffTable } from "#components/staff/staff-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { staff } from "#lib/domain/people/staff.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { change } from "./actions.ts";

export const metadata = { title: "Staff" };

export default async function StaffPage() {
  const loaded = await loadForStaff("staff:read", async (scope) => ({
    all: await staff(scope),
    mayWrite: scope.can("staff:write"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Staff" }]} />
      <PageHeader title="Staff" sub={loaded.all.length} />
      <Panel flush>
        <StaffTable staff={loaded.all} change={loaded.mayWrite ? change : undefined} />
      </Panel>
    </>
  );
}

import { MemberTable } from "#components/members/member-table.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { members } from "#lib/domain/members/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Members");

export default async function MembersPage({ params }: { params: TenantParams }) {
  const people = await loadTenant("console", "members:read", (await params).tenant, (scope) => members(scope));
  if (isRefusal(people)) return <RefusalNotice refusal={people} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Members" }]} />
      <PageHeader title="Members" sub={`${people.length} ${people.length === 1 ? "person" : "people"}`} />
      <Panel flush>
        <MemberTable members={people} />
      </Panel>
    </>
  );
}

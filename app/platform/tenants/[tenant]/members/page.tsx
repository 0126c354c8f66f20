import { MemberTable } from "#components/members/member-table.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { members } from "#lib/domain/members/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Members");

// More than any tenant has; beyond it the list would need pages.
const peopleMax = 2_000;

export default async function TenantMembersPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "members:read", (await params).tenant, async (scope) => ({
    tenant: scope.tenant,
    people: await members(scope, { limit: peopleMax }),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, people } = loaded;
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Members" />
      <Panel
        flush
        footer={
          <Pagination
            from={1}
            to={people.length}
            total={people.length}
            noun={people.length === 1 ? "member" : "members"}
          />
        }
      >
        <MemberTable members={people} />
      </Panel>
    </>
  );
}

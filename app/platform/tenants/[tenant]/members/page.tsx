import { z } from "zod";
import { InvitePeople } from "#components/members/invite-people.tsx";
import { MembersPanels } from "#components/members/members-panels.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { memberRoles } from "#lib/domain/members/model.ts";
import { members, openInvitations } from "#lib/domain/members/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { memberRights } from "#lib/gate/permissions.ts";
import { type Address, rowOf, wordOf } from "../../../../address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";
import { change, invite, remove, renew, withdraw } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Members");

type Props = { params: TenantParams; searchParams: Address };

export default async function TenantMembersPage({ params, searchParams }: Props) {
  const { tenant: slug } = await params;
  const address = await searchParams;
  const after = z.uuid().safeParse(wordOf(address, "after")).data;
  const loaded = await loadTenant("platform", "members:read", slug, async (scope) => ({
    tenant: scope.tenant,
    page: await members(scope, { after }),
    invitations: await openInvitations(scope),
    mayWrite: scope.can("members:write"),
    log: scope.can("audit:read") ? `/platform/tenants/${slug}` : undefined,
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, mayWrite } = loaded;
  const base = `${settings().url.origin}/invite`;
  const rights = memberRights();
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Members" />
      {mayWrite && (
        <div className="mb-4 flex justify-end">
          <InvitePeople
            tenantName={tenant.name}
            roles={memberRoles}
            rights={rights}
            base={base}
            invite={invite.bind(null, slug)}
          />
        </div>
      )}
      <MembersPanels
        {...loaded}
        tenantName={tenant.name}
        roles={memberRoles}
        path={`/platform/tenants/${slug}/members`}
        from={after ? rowOf(address) : 1}
        base={base}
        rights={rights}
        acts={{
          changeRole: change.bind(null, slug),
          remove: remove.bind(null, slug),
          renew: renew.bind(null, slug),
          withdraw: withdraw.bind(null, slug),
        }}
      />
    </>
  );
}

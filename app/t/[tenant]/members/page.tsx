import { z } from "zod";
import { InvitePeople } from "#components/members/invite-people.tsx";
import { MembersPanels } from "#components/members/members-panels.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { memberRoles } from "#lib/domain/members/model.ts";
import { members, openInvitations } from "#lib/domain/members/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { memberRights } from "#lib/gate/permissions.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";
import { consoleTenant, type TenantParams, titleOf } from "../tenant.ts";
import { change, invite, leave, remove, renew, withdraw } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Members");

export default async function MembersPage({ params, searchParams }: { params: TenantParams; searchParams: Address }) {
  const { tenant } = await params;
  const address = await searchParams;
  const after = z.uuid().safeParse(wordOf(address, "after")).data;
  const loaded = await loadTenant("console", "members:read", tenant, async (scope) => ({
    page: await members(scope, { after }),
    invitations: await openInvitations(scope),
    tenantName: scope.tenant.name,
    ownId: scope.actor.id ?? undefined,
    mayWrite: scope.can("members:write"),
    log: scope.can("audit:read") ? `/t/${tenant}` : undefined,
    roles: memberRoles.filter((role) => role !== "owner" || scope.can("owners:write")),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenantName, roles, mayWrite } = loaded;
  const { zone } = await consoleTenant(tenant);
  const base = `${settings().url.origin}/invite`;
  const rights = memberRights();
  return (
    <>
      <OwnerHeader
        part="Members"
        sub={!mayWrite && "An owner or admin invites people"}
        actions={
          mayWrite && (
            <InvitePeople
              tenantName={tenantName}
              roles={roles}
              rights={rights}
              base={base}
              invite={invite.bind(null, tenant)}
            />
          )
        }
      />
      <MembersPanels
        {...loaded}
        zone={zone}
        path={`/t/${tenant}/members`}
        from={after ? rowOf(address) : 1}
        base={base}
        rights={rights}
        acts={{
          changeRole: change.bind(null, tenant),
          remove: remove.bind(null, tenant),
          leave: leave.bind(null, tenant),
          renew: renew.bind(null, tenant),
          withdraw: withdraw.bind(null, tenant),
        }}
      />
    </>
  );
}

"use client";

import type { ComponentProps } from "react";
import { InviteDialog } from "#components/invitations/invite-dialog.tsx";
import type { MemberRole } from "#lib/domain/members/model.ts";
import { roleNames } from "./role-names.ts";
import { type Right, RoleRights } from "./role-rights.tsx";

/** Invites people to a tenant, to one of the roles that whoever invites may give. */
export function InvitePeople({
  tenantName,
  roles,
  rights,
  ...rest
}: {
  tenantName: string;
  roles: readonly MemberRole[];
  rights: readonly Right[];
} & Pick<ComponentProps<typeof InviteDialog<MemberRole>>, "base" | "invite">) {
  return (
    <InviteDialog
      {...rest}
      act="Invite people"
      title={`Invite people to ${tenantName}`}
      roles={roles.map((value) => ({ value, label: roleNames[value] }))}
      first={roles.includes("developer") ? "developer" : "viewer"}
      renderRole={(role) => <RoleRights name={roleNames[role]} role={role} rights={rights} />}
    />
  );
}

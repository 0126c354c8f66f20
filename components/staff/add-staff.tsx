"use client";

import type { ComponentProps } from "react";
import { InviteDialog } from "#components/invitations/invite-dialog.tsx";
import { type Right, RoleRights } from "#components/members/role-rights.tsx";
import { type StaffRole, staffRoles } from "#lib/domain/people/staff-roles.ts";
import { staffRoleNames } from "./role-names.ts";

/** Invites people to staff. */
export function AddStaff({
  rights,
  ...rest
}: { rights: readonly Right[] } & Pick<ComponentProps<typeof InviteDialog<StaffRole>>, "base" | "invite">) {
  return (
    <InviteDialog
      {...rest}
      act="Add staff"
      title="Add staff"
      roles={staffRoles.map((value) => ({ value, label: staffRoleNames[value] }))}
      first="support"
      renderRole={(role) => <RoleRights name={staffRoleNames[role]} role={role} rights={rights} />}
    />
  );
}

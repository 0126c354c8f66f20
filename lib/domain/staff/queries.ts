import type { StaffScope } from "../../gate/scope.ts";
import type { InvitationView } from "../invitations/model.ts";
import { staffRoles } from "../people/staff-roles.ts";
import type { StaffView } from "./model.ts";

const staffMax = 500;

/** Who is staff, by name. */
export async function staff(scope: StaffScope): Promise<StaffView[]> {
  const rows = await scope.db.$queryRaw<{ id: string; name: string; email: string; role: string; at: Date | null }[]>`
    SELECT id, name, email, staff_role AS role, disabled_at AS at FROM person WHERE staff_role IS NOT NULL
    ORDER BY lower(name), id LIMIT ${staffMax}`;
  return rows.map(({ id, name, email, role, at }) => ({
    id,
    name,
    email,
    role: staffRoles.find((each) => each === role) ?? "support",
    disabledAt: at?.toISOString() ?? null,
  }));
}

/** Who is invited to staff and has not come, newest first; also those whose link is over, by its time or because its inviter may invite no more. */
export async function openStaffInvitations(scope: StaffScope): Promise<InvitationView[]> {
  return scope.db.$queryRaw<InvitationView[]>`
    SELECT id, email, role, invited_by AS "invitedBy", created_at AS "createdAt", expires_at AS "expiresAt",
      expires_at <= now() OR NOT may_invite_staff(invited_by_id) AS expired
    FROM staff_invitation WHERE accepted_at IS NULL AND revoked_at IS NULL ORDER BY id DESC LIMIT ${staffMax}`;
}

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

/** Who is invited to staff and has not come, those whose link is over included; newest first. */
export async function openStaffInvitations(scope: StaffScope): Promise<InvitationView[]> {
  const rows = await scope.db.staffInvitation.findMany({
    select: { id: true, email: true, role: true, invitedBy: true, createdAt: true, expiresAt: true },
    where: { acceptedAt: null, revokedAt: null },
    orderBy: { id: "desc" },
    take: staffMax,
  });
  return rows.map((row) => ({ ...row, expired: row.expiresAt.getTime() <= Date.now() }));
}

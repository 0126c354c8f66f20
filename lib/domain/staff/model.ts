import { z } from "zod";
import { invitationsTo } from "../invitations/model.ts";
import { type StaffRole, staffRoles } from "../people/staff-roles.ts";

const Role = z.enum(staffRoles);

export const ChangeStaff = z.object({ id: z.uuid(), role: Role, disabled: z.boolean() }).strict();
export type ChangeStaff = z.output<typeof ChangeStaff>;

export const InviteStaff = invitationsTo(Role);
export type InviteStaff = z.output<typeof InviteStaff>;

export type StaffView = { id: string; name: string; email: string; role: StaffRole; disabledAt: string | null };

import { z } from "zod";
import { invitationsTo } from "../invitations/model.ts";
import { Email } from "../people/model.ts";

export const memberRoles = ["owner", "admin", "developer", "billing", "viewer"] as const;
export type MemberRole = (typeof memberRoles)[number];

const Role = z.enum(memberRoles);

export const AddMember = z.object({ email: Email, role: Role }).strict();
export type AddMember = z.output<typeof AddMember>;

export const InvitePeople = invitationsTo(Role);
export type InvitePeople = z.output<typeof InvitePeople>;

export const OneMember = z.object({ id: z.uuid("Give the member's id") }).strict();
export const ChangeRole = OneMember.extend({ role: Role }).strict();
export type ChangeRole = z.output<typeof ChangeRole>;

/** Puts the first steps away, or brings them back. */
export const HideChecklist = z.object({ hidden: z.boolean() }).strict();

export type MemberView = { id: string; personId: string; email: string; name: string; role: string; createdAt: Date };
export type MemberPage = { items: MemberView[]; total: number; owners: number; next: string | null };

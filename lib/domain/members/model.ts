import { z } from "zod";
import { Email, Password, PersonName } from "../people/model.ts";

export const memberRoles = ["owner", "admin", "developer", "billing", "viewer"] as const;
export type MemberRole = (typeof memberRoles)[number];

export const AddMember = z.object({ email: Email, role: z.enum(memberRoles) }).strict();
export type AddMember = z.output<typeof AddMember>;

export const AcceptInvitation = z
  .object({ token: z.string().min(1).max(200), name: PersonName, password: Password })
  .strict();
export type AcceptInvitation = z.output<typeof AcceptInvitation>;

export type MemberView = { id: string; personId: string; email: string; name: string; role: string; createdAt: Date };

/** For someone who has an account already: the invitation alone. */
export const JoinTenant = AcceptInvitation.pick({ token: true }).strict();

import { z } from "zod";
import { Email, Password, PersonName } from "../people/model.ts";

export const invitationsMax = 100;

/** Addresses that get the same role, each with a link of its own. */
export function invitationsTo<R extends z.ZodType<string, string>>(role: R) {
  return z
    .object({
      emails: z
        .array(Email)
        .min(1, "Give at least one e-mail address")
        .max(invitationsMax, `Invite at most ${invitationsMax} people at once`)
        .transform((emails) => [...new Set(emails)]),
      role,
      expiresInDays: z.int().min(1, "At least one day").max(30, "At most 30 days").default(7),
    })
    .strict();
}

/** What became of one address of an invitation: a link, shown this once, or why there is none. */
export type Invited =
  | { email: string; outcome: "invited"; token: string; expiresAt: Date }
  | { email: string; outcome: "member" | "staff" | "shut out" | "invited before" };

export const OneInvitation = z.object({ id: z.uuid("Give the invitation's id") }).strict();

export const AcceptInvitation = z
  .object({ token: z.string().min(1).max(200), name: PersonName, password: Password })
  .strict();
export type AcceptInvitation = z.output<typeof AcceptInvitation>;

/** For someone who has an account already: the invitation alone. */
export const AcceptAsMyself = AcceptInvitation.pick({ token: true }).strict();

/** An invitation that nobody has accepted or withdrawn; its link may be over. */
export type InvitationView = {
  id: string;
  email: string;
  role: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  expired: boolean;
};

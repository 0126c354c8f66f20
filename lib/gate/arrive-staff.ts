import { beforeTenant, inTenant } from "../db-people.ts";
import { invitationHash, isToken } from "../domain/invitations/link.ts";
import type { AcceptInvitation } from "../domain/invitations/model.ts";
import { acceptStaffInvitation } from "../domain/staff/invitations.ts";
import { PLATFORM_ID, v7 } from "../id.ts";
import { arriving, invitationOver, requireAccount } from "./arrive.ts";
import { type Person, platformTenant } from "./enter.ts";
import type { Origin } from "./scope.ts";
import { passwordHash } from "./sign-in.ts";

type InvitationRow = { id: string; email: string; role: string; has_password: boolean };

/** What a link to staff offers; null when it is unknown, spent, withdrawn or over. */
export async function findStaffInvitation(
  token: string,
): Promise<{ email: string; role: string; hasPassword: boolean } | null> {
  const row = await invitationRow(token);
  return row && { email: row.email, role: row.role, hasPassword: row.has_password };
}

/**
 * Makes the invited person staff, in the role they were invited to, and sets their first password where they have none. One who has an
 * account signs in first and accepts as themselves.
 * @throws AppError `not_found` when the invitation is spent or over, `forbidden` when the account is another's
 */
export async function arriveAsStaff(
  { token, name, password }: Omit<AcceptInvitation, "password"> & { password: string | null },
  signedIn: Person | null,
  from: Origin,
): Promise<void> {
  const row = await invitationRow(token);
  if (!row) throw invitationOver();
  requireAccount(row, signedIn?.email ?? null, password);
  const hash = row.has_password || password === null ? null : await passwordHash(password);
  const personId = hash === null && signedIn ? signedIn.id : v7();
  await inTenant(PLATFORM_ID, (db) =>
    acceptStaffInvitation(arriving(db, platformTenant, { kind: "staff", id: null, name }, from), {
      id: row.id,
      personId,
      name,
      hash,
    }),
  );
}

async function invitationRow(token: string): Promise<InvitationRow | null> {
  if (!isToken(token)) return null;
  const [row] = await beforeTenant<InvitationRow>`
    SELECT id, email, role, has_password FROM find_staff_invitation(${Buffer.from(invitationHash(token))})`;
  return row ?? null;
}

import { createHash } from "node:crypto";
import { beforeTenant, inTenant, readWithin } from "../db-people.ts";
import { record } from "../domain/audit/commands.ts";
import { invitationHash, isToken } from "../domain/invitations/link.ts";
import type { AcceptInvitation } from "../domain/invitations/model.ts";
import { acceptInvitation } from "../domain/members/invitations.ts";
import { ensurePerson, setPassword, setStaffRole } from "../domain/people/commands.ts";
import type { Setup } from "../domain/people/setup.ts";
import { AppError } from "../errors.ts";
import { PLATFORM_ID } from "../id.ts";
import { platformTenant } from "./enter.ts";
import { can } from "./permissions.ts";
import type { Origin, Scope } from "./scope.ts";
import { passwordHash } from "./sign-in.ts";

export type InvitationView = { tenantName: string; slug: string; email: string; role: string; hasPassword: boolean };
type InvitationRow = {
  tenant_id: string;
  id: string;
  slug: string;
  name: string;
  email: string;
  role: string;
  has_password: boolean;
};

/** What is kept of the set-up's one-time token. */
export function setupHash(token: string): Buffer {
  return createHash("sha256").update(`setup:${token}`).digest();
}

/** Whether the set-up of an empty installation still waits for this token. */
export async function setupIsOpen(token: string): Promise<boolean> {
  const [row] = await beforeTenant<{ open: boolean }>`SELECT setup_is_open(${setupHash(token)}) AS open`;
  return row?.open ?? false;
}

/** Makes the first admin of an empty installation and spends the token. @throws AppError `not_found` when it was spent or never given */
export async function completeSetup({ token, name, email, password }: Setup, from: Origin): Promise<void> {
  const hash = await passwordHash(password);
  await inTenant(PLATFORM_ID, async (db) => {
    const [spent] = await db.$queryRaw<
      { spent: boolean | null }[]
    >`SELECT spend_setup_token(${setupHash(token)}) AS spent`;
    if (!spent?.spent) throw new AppError("not_found", "This token is not valid, or the set-up is done already");
    const scope = arriving(db, platformTenant, { kind: "system", id: null, name: "Set-up" }, from);
    const personId = await ensurePerson(scope, email, name);
    await setPassword(scope, personId, name, hash);
    await setStaffRole(scope, personId, "admin");
    await record(scope, {
      action: "staff.added",
      object: { kind: "staff", id: personId, name: email },
      after: { email, role: "admin" },
    });
  });
}

/** What an invitation's link offers; null when it is unknown, spent or over. */
export async function findInvitation(token: string): Promise<InvitationView | null> {
  const row = await invitationRow(token);
  return (
    row && { tenantName: row.name, slug: row.slug, email: row.email, role: row.role, hasPassword: row.has_password }
  );
}

/**
 * Takes the invited person in and, where they have no password yet, sets it. One who has an account signs in first and accepts as themselves.
 * @throws AppError `not_found` when the invitation is spent or over, `forbidden` when the account is another's, `conflict` when it is
 * for another invitation to set its password, `tenant_suspended` while the tenant is cut
 */
export async function arrive(
  { token, name, password }: Omit<AcceptInvitation, "password"> & { password: string | null },
  signedInAs: string | null,
  from: Origin,
): Promise<{ slug: string }> {
  const row = await invitationRow(token);
  if (!row) throw invitationOver();
  requireAccount(row, signedInAs, password);
  const hash = row.has_password || password === null ? null : await passwordHash(password);
  const tenant = { id: row.tenant_id, slug: row.slug, name: row.name };
  await inTenant(row.tenant_id, async (db) => {
    await requireOpen(db, row.tenant_id);
    const scope = arriving(db, tenant, { kind: "member", id: null, name }, from);
    const personId = await ensurePerson(scope, row.email, name);
    if (hash !== null && !(await setPassword(scope, personId, name, hash))) throw new AppError("conflict", beforeThis);
    await acceptInvitation(scope, { id: row.id, personId, name });
  });
  return { slug: row.slug };
}

/** The one answer for an invitation that was used, withdrawn, is over or never was. */
export function invitationOver(): AppError {
  return new AppError("not_found", "This invitation has been used or is over");
}

/** An account is its owner's alone, and one without a password needs one. @throws AppError `forbidden`, `invalid` */
export function requireAccount(
  { email, has_password }: Pick<InvitationRow, "email" | "has_password">,
  signedInAs: string | null,
  password: string | null,
): void {
  if (has_password && signedInAs !== email)
    throw new AppError("forbidden", `Sign in as ${email} to accept this invitation`);
  if (!has_password && password === null) throw new AppError("invalid", "Choose a password");
}

/** The scope of somebody who comes by a link: the link is their right. */
export function arriving(db: Scope["db"], tenant: Scope["tenant"], actor: Scope["actor"], origin: Origin): Scope {
  return {
    db,
    read: readWithin(db),
    tenant,
    actor,
    origin,
    keyScopes: [],
    can: (permission) => can({ kind: "operator" }, permission),
  };
}

// Whoever invites knows the link, so it must not open an account that has rights elsewhere.
const beforeThis =
  "This account has a password already, or is to get it by an earlier invitation. Follow that one first, then sign in and come back to this link.";

/** Holds the tenant as it is until the transaction ends: nobody gets into one that is cut. */
async function requireOpen(db: Scope["db"], tenantId: string): Promise<void> {
  const [row] = await db.$queryRaw<{ open: boolean }[]>`
    SELECT status IN ('Pending', 'Active') AS open FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR SHARE`;
  if (!row?.open)
    throw new AppError(
      "tenant_suspended",
      "This tenant is suspended or being deleted. The invitation can be accepted once it is back, if it is not over by then.",
    );
}

async function invitationRow(token: string): Promise<InvitationRow | null> {
  if (!isToken(token)) return null;
  const [row] = await beforeTenant<InvitationRow>`
    SELECT tenant_id, id, slug, name, email, role, has_password FROM find_invitation(${Buffer.from(invitationHash(token))})`;
  return row ?? null;
}

import { createHash, randomBytes } from "node:crypto";
import { AppError, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { ensurePerson } from "../people/commands.ts";
import type { AddMember } from "./model.ts";

const invitationDays = 7;

/**
 * Adds a person to the tenant. One who has no account yet gets one without a password.
 * @throws AppError `conflict` when they are a member already
 */
export async function addMember(
  scope: Scope,
  { email, role, personId, name }: AddMember & { personId?: string; name?: string },
): Promise<{ personId: string }> {
  const person = personId ?? (await ensurePerson(scope, email, name));
  const shownAs = name ?? email.split("@")[0] ?? email;
  try {
    await scope.db.member.createMany({ data: { personId: person, email, name: shownAs, role } });
  } catch (error) {
    if (!isDuplicate(error, "person_id")) throw error;
    throw new AppError("conflict", "This person is a member already", {
      errors: [{ path: "email", message: "This person is a member already" }],
    });
  }
  await record(scope, {
    action: "member.added",
    object: { kind: "member", id: person, name: email },
    after: { email, role },
  });
  return { personId: person };
}

/** Makes a link with which the owner of an e-mail address gets into the tenant. The token is returned this once; its hash is kept. */
export async function invite(scope: Scope, { email, role }: AddMember): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + invitationDays * 86_400_000);
  await scope.db.invitation.createMany({ data: { email, role, tokenHash: invitationHash(token), expiresAt } });
  await record(scope, {
    action: "member.invited",
    object: { kind: "member", id: email, name: email },
    after: { email, role, expiresAt: expiresAt.toISOString() },
  });
  return { token, expiresAt };
}

/** What is kept of an invitation's token. */
export function invitationHash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}

/** Spends an invitation. Of two who present it at once, one gets through. @throws AppError `not_found` when it is spent or over */
export async function acceptInvitation(
  scope: Scope,
  { id, personId, name }: { id: string; personId: string; name: string },
): Promise<void> {
  const now = new Date();
  const { count } = await scope.db.invitation.updateMany({
    where: { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  if (count === 0) throw new AppError("not_found", "This invitation has been used or is over");
  const invitation = await scope.db.invitation.findFirst({ where: { id } });
  if (!invitation) throw new AppError("not_found");
  const { email, role } = invitation;
  const present = await scope.db.member.updateMany({ where: { personId }, data: { name } });
  if (present.count === 0) await scope.db.member.createMany({ data: { personId, email, name, role } });
  await record(scope, {
    action: "member.joined",
    object: { kind: "member", id: personId, name: email },
    after: { email, role },
  });
}

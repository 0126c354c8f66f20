import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import { type Link, newLink, outcomeOf } from "../invitations/link.ts";
import type { Invited } from "../invitations/model.ts";
import { requireOwnerRight } from "./commands.ts";
import { type AddMember, type InvitePeople, memberRoles } from "./model.ts";

/**
 * Makes a link with which the owner of an e-mail address gets into the tenant. The token is returned this once; its hash is kept.
 * @throws AppError `conflict` when an invitation of this address is open
 */
export async function invite(
  scope: Scope,
  { email, role, expiresInDays }: AddMember & { expiresInDays?: number },
): Promise<Link> {
  const now = new Date();
  await scope.db.invitation.updateMany({
    where: { email, acceptedAt: null, revokedAt: null, expiresAt: { lte: now } },
    data: { revokedAt: now },
  });
  const { token, tokenHash, expiresAt } = newLink(expiresInDays);
  const id = v7();
  // The database lets one open invitation of an address in; a second is left out rather than failing the others.
  const { count } = await scope.db.invitation.createMany({
    data: [{ id, email, role, invitedBy: scope.actor.name, invitedById: scope.actor.id, tokenHash, expiresAt }],
    skipDuplicates: true,
  });
  if (count === 0) throw new AppError("conflict", "This address is invited already; make a new link for it instead");
  await record(scope, {
    action: "member.invited",
    object: { kind: "invitation", id, name: email },
    after: { email, role, expiresAt: expiresAt.toISOString() },
  });
  return { token, expiresAt };
}

/** Invites several addresses to the same role, and says of each what became of it. @throws AppError `forbidden` for owners by one who is none */
export async function invitePeople(
  scope: Scope,
  { emails, role, expiresInDays }: InvitePeople,
): Promise<{ people: Invited[] }> {
  requireOwnerRight(scope, [role]);
  const seated = await scope.db.member.findMany({ where: { email: { in: emails } }, select: { email: true } });
  const known = new Set(seated.map(({ email }) => email));
  const people: Invited[] = [];
  for (const email of emails) {
    if (known.has(email)) people.push({ email, outcome: "member" });
    else people.push(await outcomeOf(email, () => invite(scope, { email, role, expiresInDays })));
  }
  return { people };
}

/** A new link for an open invitation; the one before ends at once. @throws AppError `not_found` when it is open no more */
export async function renewInvitation(scope: Scope, { id }: { id: string }): Promise<Link & { email: string }> {
  const { email, role } = await withdraw(scope, id);
  return { email, ...(await invite(scope, { email, role })) };
}

/** Ends an invitation's link at once. @throws AppError `not_found` when it is open no more */
export async function revokeInvitation(scope: Scope, { id }: { id: string }): Promise<void> {
  const { email, role } = await withdraw(scope, id);
  await record(scope, {
    action: "invitation.revoked",
    object: { kind: "invitation", id, name: email },
    before: { email, role },
  });
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

async function withdraw(scope: Scope, id: string): Promise<AddMember> {
  const open = { id, acceptedAt: null, revokedAt: null };
  const invitation = await scope.db.invitation.findFirst({ where: open, select: { email: true, role: true } });
  if (invitation) requireOwnerRight(scope, [invitation.role]);
  const { count } = await scope.db.invitation.updateMany({ where: open, data: { revokedAt: new Date() } });
  if (!invitation || count === 0) throw new AppError("not_found", "This invitation was used or withdrawn meanwhile");
  return { email: invitation.email, role: memberRoles.find((role) => role === invitation.role) ?? "viewer" };
}

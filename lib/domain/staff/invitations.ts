import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import { type Link, newLink, outcomeOf } from "../invitations/link.ts";
import type { Invited } from "../invitations/model.ts";
import { type StaffRole, staffRoles } from "../people/staff-roles.ts";
import type { InviteStaff } from "./model.ts";

/** Makes links by which several addresses become staff in the same role, and says of each what became of it. */
export async function inviteStaff(
  scope: Scope,
  { emails, role, expiresInDays }: InviteStaff,
): Promise<{ people: Invited[] }> {
  const standing = await scope.db.$queryRaw<{ email: string; disabled: boolean }[]>`
    SELECT * FROM staff_among(${emails}::text[])`;
  const known = new Map(standing.map(({ email, disabled }) => [email, disabled]));
  const people: Invited[] = [];
  for (const email of emails) {
    const disabled = known.get(email);
    if (disabled !== undefined) people.push({ email, outcome: disabled ? "shut out" : "staff" });
    else people.push(await outcomeOf(email, () => invite(scope, { email, role, expiresInDays })));
  }
  return { people };
}

/** A new link for an open invitation; the one before ends at once. @throws AppError `not_found` when it is open no more */
export async function renewStaffInvitation(scope: Scope, { id }: { id: string }): Promise<Link & { email: string }> {
  const { email, role } = await withdraw(scope, id);
  return { email, ...(await invite(scope, { email, role })) };
}

/** Ends an invitation's link at once. @throws AppError `not_found` when it is open no more */
export async function revokeStaffInvitation(scope: Scope, { id }: { id: string }): Promise<void> {
  const { email, role } = await withdraw(scope, id);
  await record(scope, {
    action: "staff.invitation_revoked",
    object: { kind: "staff invitation", id, name: email },
    before: { email, role },
  });
}

/**
 * Spends an invitation and makes its person staff: of two who present it at once, one gets through. With a password hash the
 * person gets their first password; without, `personId` is whoever is signed in.
 * @throws AppError `not_found` when it is spent or over, `conflict` when the person may not come by it
 */
export async function acceptStaffInvitation(
  scope: Scope,
  { id, personId, name, hash }: { id: string; personId: string; name: string; hash: string | null },
): Promise<void> {
  const [row] = await scope.db.$queryRaw<{ outcome: string; person_id: string; email: string; role: string }[]>`
    SELECT * FROM accept_staff_invitation(${id}::uuid, ${personId}::uuid, ${name}, ${hash})`;
  if (!row || row.outcome === "gone") throw new AppError("not_found", "This invitation has been used or is over");
  if (row.outcome !== "done")
    throw new AppError("conflict", "This account changed meanwhile. Open the invitation's link once more.");
  await record(scope, {
    action: "staff.joined",
    object: { kind: "staff", id: row.person_id, name: row.email },
    after: { email: row.email, role: row.role },
  });
}

type Open = { email: string; role: StaffRole; expiresInDays?: number };

async function invite(scope: Scope, { email, role, expiresInDays }: Open): Promise<Link> {
  const now = new Date();
  await scope.db.staffInvitation.updateMany({
    where: { email, acceptedAt: null, revokedAt: null, expiresAt: { lte: now } },
    data: { revokedAt: now },
  });
  const { token, tokenHash, expiresAt } = newLink(expiresInDays);
  const id = v7();
  // The database lets one open invitation of an address in; a second is left out rather than failing the others.
  const { count } = await scope.db.staffInvitation.createMany({
    data: [{ id, email, role, invitedBy: scope.actor.name, invitedById: scope.actor.id, tokenHash, expiresAt }],
    skipDuplicates: true,
  });
  if (count === 0) throw new AppError("conflict", "This address is invited already; make a new link for it instead");
  await record(scope, {
    action: "staff.invited",
    object: { kind: "staff invitation", id, name: email },
    after: { email, role, expiresAt: expiresAt.toISOString() },
  });
  return { token, expiresAt };
}

async function withdraw(scope: Scope, id: string): Promise<Open> {
  const open = { id, acceptedAt: null, revokedAt: null };
  const invitation = await scope.db.staffInvitation.findFirst({ where: open, select: { email: true, role: true } });
  const { count } = await scope.db.staffInvitation.updateMany({ where: open, data: { revokedAt: new Date() } });
  if (!invitation || count === 0) throw new AppError("not_found", "This invitation was used or withdrawn meanwhile");
  return { email: invitation.email, role: staffRoles.find((role) => role === invitation.role) ?? "support" };
}

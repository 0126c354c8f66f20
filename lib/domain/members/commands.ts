import { AppError, invalidField, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { ensurePerson } from "../people/commands.ts";
import type { AddMember, ChangeRole } from "./model.ts";
import { withdrawSentOut } from "./sent-out.ts";

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

/**
 * Gives a member another role, from their next request on. Links that one who was an owner or admin sent out end, unless they become an owner.
 * @throws AppError `conflict` for the last owner, `forbidden` for owners by one who is none, `not_found`
 */
export async function changeRole(scope: Scope, { id, role }: ChangeRole): Promise<void> {
  const { member, otherOwners } = await lockWithOwners(scope, id);
  requireOwnerRight(scope, [member.role, role]);
  if (member.role === role) return;
  if (member.role === "owner" && otherOwners === 0)
    throw invalidField("role", `${member.name} is the last owner. Make someone else an owner first.`);
  await scope.db.member.updateMany({ where: { id }, data: { role } });
  await record(scope, {
    action: "member.role_changed",
    object: { kind: "member", id: member.personId, name: member.email },
    before: { role: member.role },
    after: { role },
  });
  if (role !== "owner") await withdrawSentOut(scope, member.personId);
}

/**
 * Takes a person out of the tenant, and with them the links they sent out; their next request finds nothing here.
 * @throws AppError `conflict` for the last owner, `forbidden` for owners by one who is none, `not_found`
 */
export async function removeMember(scope: Scope, { id }: { id: string }): Promise<void> {
  const { member, otherOwners } = await lockWithOwners(scope, id);
  requireOwnerRight(scope, [member.role]);
  await takeOut(scope, member, otherOwners, "member.removed");
}

/** Ends the membership of whoever asks. @throws AppError `conflict` for the last owner */
export async function leaveTenant(scope: Scope): Promise<void> {
  const own = await scope.db.member.findFirst({ where: { personId: scope.actor.id ?? "" }, select: { id: true } });
  if (!own) throw new AppError("not_found");
  const { member, otherOwners } = await lockWithOwners(scope, own.id);
  await takeOut(scope, member, otherOwners, "member.left");
}

/** Puts the first steps away for whoever asks, or brings them back. */
export async function hideChecklist(scope: Scope, { hidden }: { hidden: boolean }): Promise<void> {
  const own = await scope.db.member.findFirst({ where: { personId: scope.actor.id ?? "" }, select: { email: true } });
  if (!own) throw new AppError("not_found");
  await scope.db.member.updateMany({
    where: { personId: scope.actor.id ?? "" },
    data: { checklistHiddenAt: hidden ? new Date() : null },
  });
  await record(scope, {
    action: hidden ? "checklist.hidden" : "checklist.shown",
    object: { kind: "member", id: scope.actor.id ?? "", name: own.email },
  });
}

/** @throws AppError `forbidden` where one of the roles is an owner's and whoever acts may not give or take that */
export function requireOwnerRight(scope: Scope, roles: readonly string[]): void {
  if (roles.includes("owner") && !scope.can("owners:write"))
    throw new AppError("forbidden", "Only an owner can make or change owners");
}

type Locked = { id: string; person_id: string; email: string; name: string; role: string };

/**
 * The member and how many other owners there are. Their rows stay locked until the transaction ends, in one order: of two
 * owners who remove each other at once the second finds the first one's work done, and is the last.
 */
async function lockWithOwners(scope: Scope, id: string) {
  const rows = await scope.db.$queryRaw<Locked[]>`
    SELECT id, person_id, email, name, role FROM member
    WHERE tenant_id = ${scope.tenant.id}::uuid AND (role = 'owner' OR id = ${id}::uuid) ORDER BY id FOR UPDATE`;
  const found = rows.find((row) => row.id === id);
  if (!found) throw new AppError("not_found", "This person is not a member any more");
  const { person_id: personId, email, name, role } = found;
  const otherOwners = rows.filter((row) => row.id !== id && row.role === "owner").length;
  return { member: { id, personId, email, name, role }, otherOwners };
}

type Member = Awaited<ReturnType<typeof lockWithOwners>>["member"];

async function takeOut(scope: Scope, member: Member, otherOwners: number, action: string): Promise<void> {
  if (member.role === "owner" && otherOwners === 0)
    throw new AppError("conflict", `${member.name} is the last owner. Make someone else an owner first.`);
  await scope.db.member.deleteMany({ where: { id: member.id } });
  await record(scope, {
    action,
    object: { kind: "member", id: member.personId, name: member.email },
    before: { role: member.role },
  });
  await withdrawSentOut(scope, member.personId);
}

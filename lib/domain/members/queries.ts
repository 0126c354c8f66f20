import type { Scope, StaffScope } from "../../gate/scope.ts";
import type { InvitationView } from "../invitations/model.ts";
import type { MemberPage } from "./model.ts";

/** The tenant's people by name, a page at a time. `after` is the id of the last one seen. */
export async function members(
  scope: Scope,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<MemberPage> {
  const last = after
    ? await scope.db.member.findFirst({ where: { id: after }, select: { id: true, name: true } })
    : null;
  const rows = await scope.db.member.findMany({
    select: { id: true, personId: true, email: true, name: true, role: true, createdAt: true },
    where: last ? { OR: [{ name: { gt: last.name } }, { name: last.name, id: { gt: last.id } }] } : {},
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  const items = rows.slice(0, limit);
  return {
    items,
    total: await scope.db.member.count(),
    owners: await scope.db.member.count({ where: { role: "owner" } }),
    next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}

/** Invitations that wait for someone, those whose link is over included; newest first, at most 200. */
export async function openInvitations(scope: Scope): Promise<InvitationView[]> {
  const rows = await scope.db.invitation.findMany({
    select: { id: true, email: true, role: true, invitedBy: true, createdAt: true, expiresAt: true },
    where: { acceptedAt: null, revokedAt: null },
    orderBy: { id: "desc" },
    take: 200,
  });
  return rows.map((row) => ({ ...row, expired: row.expiresAt.getTime() <= Date.now() }));
}

/** Whether whoever looks has put the first steps away. */
export async function hidesChecklist(scope: Scope): Promise<boolean> {
  const own = await scope.db.member.findFirst({
    where: { personId: scope.actor.id ?? "" },
    select: { checklistHiddenAt: true },
  });
  return own?.checklistHiddenAt != null;
}

/** Members whose e-mail begins like this, in lower case. */
export function membersBy(scope: Scope | StaffScope, email: string, limit: number) {
  return scope.db.member.findMany({
    // Signs of LIKE are letters here.
    where: { email: { startsWith: email.replaceAll(/[\\%_]/g, "\\$&") } },
    select: { id: true, tenantId: true, name: true, email: true },
    orderBy: { email: "asc" },
    take: limit,
  });
}

/** How many people belong to the tenant. */
export function memberCount(scope: Scope): Promise<number> {
  return scope.db.member.count();
}

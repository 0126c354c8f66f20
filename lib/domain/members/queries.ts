import type { Scope, StaffScope } from "../../gate/scope.ts";
import type { MemberView } from "./model.ts";

/** The tenant's people, by name; at most `limit`. */
export function members(scope: Scope, { limit = 200 }: { limit?: number } = {}): Promise<MemberView[]> {
  return scope.db.member.findMany({
    select: { id: true, personId: true, email: true, name: true, role: true, createdAt: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit,
  });
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

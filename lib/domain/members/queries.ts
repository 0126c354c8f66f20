import type { Scope } from "../../gate/scope.ts";
import type { MemberView } from "./model.ts";

/** The tenant's people, by name; at most `limit`. */
export function members(scope: Scope, { limit = 200 }: { limit?: number } = {}): Promise<MemberView[]> {
  return scope.db.member.findMany({
    select: { id: true, personId: true, email: true, name: true, role: true, createdAt: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit,
  });
}

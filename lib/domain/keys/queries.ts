import type { Scope, StaffScope } from "../../gate/scope.ts";
import type { KeyState, KeyView } from "./model.ts";

/** The tenant's keys, newest first, ended ones too; at most `limit`. */
export async function keys(scope: Scope, { limit = 200 }: { limit?: number } = {}): Promise<KeyView[]> {
  const rows = await scope.db.apiKey.findMany({
    omit: { hash: true, tenantId: true },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map((row) => ({ ...row, state: stateOf(row) }));
}

/** How many keys are valid now, and how many of those called since a time. */
export async function keysInUse(scope: Scope, since: Date): Promise<{ keys: number; keysUsed: number }> {
  const valid = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
  const keys = await scope.db.apiKey.count({ where: valid });
  return { keys, keysUsed: await scope.db.apiKey.count({ where: { ...valid, lastUsedAt: { gte: since } } }) };
}

function stateOf({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null }): KeyState {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt.getTime() <= Date.now() ? "expired" : "active";
}

/** Keys by their id, or by how they begin. */
export function keysBy(scope: Scope | StaffScope, clue: string, limit: number) {
  return scope.db.apiKey.findMany({
    where: clue.includes("-") ? { id: clue } : { start: { startsWith: clue } },
    select: { id: true, tenantId: true, name: true, start: true, last4: true },
    orderBy: { id: "desc" },
    take: limit,
  });
}

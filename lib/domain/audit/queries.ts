import type { AuditEntry } from "#generated/prisma/client.ts";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { type AuditEntryView, changesBetween } from "./model.ts";

export type AuditPage = { items: AuditEntryView[]; next: string | null };

/** One tenant's entries, newest first. `before` is the id of the last entry seen. */
export async function auditEntries(
  scope: Scope,
  { before, limit = 50 }: { before?: string; limit?: number } = {},
): Promise<AuditPage> {
  const rows = await scope.db.auditEntry.findMany(newest(before, limit));
  return page(rows, limit, () => ({ slug: scope.tenant.slug, name: scope.tenant.name }));
}

/** Everyone's entries, newest first, or those of one tenant, also of one that is no more. */
export async function auditEntriesOfAll(
  scope: StaffScope,
  { before, limit = 50, tenantId }: { before?: string; limit?: number; tenantId?: string } = {},
): Promise<AuditPage> {
  const { where, ...order } = newest(before, limit);
  const rows = await scope.db.auditEntry.findMany({ where: { ...where, tenantId }, ...order });
  const ids = [...new Set(rows.map((row) => row.tenantId))];
  const tenants = await scope.db.tenant.findMany({
    where: { id: { in: ids } },
    select: { id: true, slug: true, name: true },
  });
  const byId = new Map(tenants.map(({ id, slug, name }) => [id, { slug, name }]));
  const erased = await scope.db.teardown.findMany({
    where: { tenantId: { in: ids.filter((id) => !byId.has(id)) } },
    select: { tenantId: true, slug: true, name: true },
  });
  for (const { tenantId: id, slug, name } of erased) byId.set(id, { slug, name });
  return page(rows, limit, (row) => byId.get(row.tenantId) ?? null);
}

/** What happened to one tenant of these kinds in a stretch of time, the newest `limit` of it, in order of time. */
export async function auditedBetween(
  scope: Scope,
  { actions, from, to, limit }: { actions: readonly string[]; from: Date; to: Date; limit: number },
): Promise<{ at: Date; view: AuditEntryView; before: unknown; after: unknown }[]> {
  const rows = await scope.db.auditEntry.findMany({
    where: { action: { in: [...actions] }, at: { gte: from, lt: to } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
  });
  const { slug, name } = scope.tenant;
  const { items } = page(rows, limit, () => ({ slug, name }));
  return items
    .map((view, index) => ({ at: view.at, view, before: rows[index]?.before, after: rows[index]?.after }))
    .toReversed();
}

/** Who did this last in the tenant, and when. */
export async function lastOf(scope: Scope, action: string): Promise<{ by: string; at: string } | null> {
  const found = await scope.db.auditEntry.findFirst({
    where: { action },
    orderBy: { at: "desc" },
    select: { actorName: true, at: true },
  });
  return found && { by: found.actorName, at: found.at.toISOString() };
}

function newest(before: string | undefined, limit: number) {
  return { where: before ? { id: { lt: before } } : {}, orderBy: { id: "desc" as const }, take: limit + 1 };
}

function page(rows: AuditEntry[], limit: number, tenantOf: (row: AuditEntry) => AuditEntryView["tenant"]): AuditPage {
  const shown = rows.slice(0, limit);
  const items = shown.map((row) => ({
    id: row.id,
    at: row.at,
    actorKind: row.actorKind,
    actorName: row.actorName,
    action: row.action,
    objectKind: row.objectKind,
    objectId: row.objectId,
    objectName: row.objectName,
    changes: changesBetween(row.before, row.after),
    reason: row.reason,
    ip: row.ip,
    requestId: row.requestId,
    tenant: tenantOf(row),
  }));
  return { items, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** The entries of one request, or the one with this id. */
export function entriesBy(scope: Scope | StaffScope, id: string, limit: number) {
  return scope.db.auditEntry.findMany({
    where: { OR: [{ requestId: id }, { id }] },
    select: { id: true, tenantId: true, action: true, at: true },
    orderBy: { id: "desc" },
    take: limit,
  });
}

import { Prisma } from "#generated/prisma/client.ts";
import { AppError } from "../../errors.ts";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import { aboutObject, auditCondition, objectIdsIn, slugsIn } from "./filter.ts";
import { type AuditQuestion, auditTokens, type SinceEntry } from "./list-model.ts";
import { type AuditEntryView, changesBetween } from "./model.ts";

export type AuditPage = {
  items: AuditEntryView[];
  next: string | null;
  /** How many a filter matches, where they are not very many; null where they are, or where nothing is filtered. */
  found: number | null;
  /** What the objects are called that the filter names by their ids. */
  names: Record<string, string>;
};

type Asked = Partial<AuditQuestion> & { limit?: number; objectId?: string };

/** Few are found by the filter's own index and then ordered; where there are more, the newest of them come soonest in their order. */
const fewMax = 2_000;

/** One tenant's entries, newest first, or those about one object of it. `before` is the id of the last entry seen, `entry` that of the first to be shown. */
export async function auditEntries(scope: Scope, asked: Asked = {}): Promise<AuditPage> {
  const own = Prisma.sql`a.tenant_id = ${scope.tenant.id}::uuid`;
  const tokens = auditTokens(asked.filter ?? "", false);
  const page = await read(scope, asked, own, auditCondition(tokens, new Map()), async () => {
    return new Map([[scope.tenant.id, scope.tenant]]);
  });
  return { ...page, names: await objectNames(scope, own, objectIdsIn(tokens)) };
}

/** Everyone's entries, newest first, or those of one tenant, also of one that is no more. */
export async function auditEntriesOfAll(
  scope: StaffScope,
  { tenantId, ...asked }: Asked & { tenantId?: string } = {},
): Promise<AuditPage> {
  const tokens = auditTokens(asked.filter ?? "", true);
  const own = tenantId ? Prisma.sql`a.tenant_id = ${tenantId}::uuid` : Prisma.sql`true`;
  const condition = auditCondition(tokens, await tenantIds(scope, slugsIn(tokens)));
  const page = await read(scope, asked, own, condition, (ids) => tenantsOf(scope, ids));
  return { ...page, names: await objectNames(scope, own, objectIdsIn(tokens)) };
}

/** One entry of a tenant. @throws AppError `not_found` */
export async function auditEntry(scope: Scope, { id }: { id: string }): Promise<AuditEntryView> {
  return the(id, await auditEntries(scope, { entry: id, limit: 1 }));
}

/** One entry of anyone. @throws AppError `not_found` */
export async function auditEntryOfAll(scope: StaffScope, { id }: { id: string }): Promise<AuditEntryView> {
  return the(id, await auditEntriesOfAll(scope, { entry: id, limit: 1 }));
}

function the(id: string, { items: [found] }: AuditPage): AuditEntryView {
  if (found?.id !== id) throw new AppError("not_found", "No entry has this id");
  return found;
}

/** How many of a tenant's entries that a filter matches came since one, up to a hundred. */
export function newerEntries(scope: Scope, { since, q }: SinceEntry): Promise<{ count: number }> {
  const own = Prisma.sql`a.tenant_id = ${scope.tenant.id}::uuid`;
  return newer(scope, own, since, auditCondition(auditTokens(q, false), new Map()));
}

/** The same of everyone's. */
export async function newerEntriesOfAll(scope: StaffScope, { since, q }: SinceEntry): Promise<{ count: number }> {
  const tokens = auditTokens(q, true);
  return newer(scope, whole, since, auditCondition(tokens, await tenantIds(scope, slugsIn(tokens))));
}

async function newer(scope: Scope | StaffScope, own: Prisma.Sql, since: string, condition: Prisma.Sql) {
  const place = await placeOf(scope, own, since);
  if (!place) return { count: 0 };
  const [row] = await scope.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM (
        SELECT * FROM audit_entry a WHERE ${own} AND (a.at, a.id) > (${place.at}, ${place.id}::uuid) OFFSET 0) a
      WHERE ${condition} LIMIT ${newerMax}) AS bounded`;
  return { count: row?.count ?? 0 };
}

const newerMax = 100;

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
  return rows
    .map((row) => ({ at: row.at, view: view(row, { slug, name }), before: row.before, after: row.after }))
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

/** The entries of one request, or the one with this id. */
export function entriesBy(scope: Scope | StaffScope, id: string, limit: number) {
  return scope.db.auditEntry.findMany({
    where: { OR: [{ requestId: id }, { id }] },
    select: { id: true, tenantId: true, action: true, at: true },
    orderBy: { id: "desc" },
    take: limit,
  });
}

type Row = Omit<AuditEntryView, "changes" | "tenant" | "meterName"> & {
  tenantId: string;
  before: unknown;
  after: unknown;
};
type Named = { slug: string; name: string };

async function read(
  scope: Scope | StaffScope,
  { filter = "", before, entry, limit = 50, objectId }: Asked,
  own: Prisma.Sql,
  condition: Prisma.Sql,
  named: (ids: string[]) => Promise<Map<string, Named>>,
): Promise<Omit<AuditPage, "names">> {
  const about = objectId === undefined ? own : Prisma.sql`${own} AND ${aboutObject(objectId)}`;
  const found = filter === "" ? null : await countUpTo(scope, Prisma.sql`${about} AND ${condition}`);
  const source =
    found === null
      ? Prisma.sql`audit_entry a WHERE ${about} AND ${condition}`
      : Prisma.sql`(SELECT * FROM audit_entry a WHERE ${about} AND ${condition} OFFSET 0) a WHERE true`;
  const place = await placeOf(scope, own, before ?? entry);
  const from = place ? Prisma.sql`(a.at, a.id) ${before ? below : atOrBelow} (${place.at}, ${place.id}::uuid)` : whole;
  const rows = await scope.db.$queryRaw<Row[]>`
    SELECT a.tenant_id AS "tenantId", a.id, a.at, a.actor_kind AS "actorKind", a.actor_name AS "actorName", a.action, a.object_kind AS "objectKind",
      a.object_id AS "objectId", a.object_name AS "objectName", a.before, a.after, a.reason, a.ip, a.request_id AS "requestId"
    FROM ${source} AND ${from} ORDER BY a.at DESC, a.id DESC LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const tenants = await named([...new Set(shown.map(({ tenantId }) => tenantId))]);
  const meters = await meterNames(scope, shown);
  const items = shown.map((row) => ({
    ...view(row, tenants.get(row.tenantId) ?? null),
    meterName: meters.get(slugOf(row)) ?? null,
  }));
  return { items, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null, found };
}

const below = Prisma.sql`<`;
const atOrBelow = Prisma.sql`<=`;
const whole = Prisma.sql`true`;

/** What objects were called last; of a meter, under whose id limits are changed, what it was called first. */
async function objectNames(
  scope: Scope | StaffScope,
  own: Prisma.Sql,
  ids: readonly string[],
): Promise<Record<string, string>> {
  if (ids.length === 0) return {};
  const entry = (order: "ASC" | "DESC") => Prisma.sql`(SELECT a.object_kind, a.object_name FROM audit_entry a
    WHERE ${own} AND a.object_id = o.id ORDER BY a.at ${Prisma.raw(order)}, a.id ${Prisma.raw(order)} LIMIT 1)`;
  const rows = await scope.db.$queryRaw<{ id: string; name: string }[]>`
    SELECT o.id, CASE WHEN l.object_kind = 'quota' THEN f.object_name ELSE l.object_name END AS name
    FROM unnest(${[...ids]}::text[]) AS o (id) CROSS JOIN LATERAL ${entry("DESC")} l CROSS JOIN LATERAL ${entry("ASC")} f`;
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** How many there are, null where there are more than a few. */
async function countUpTo(scope: Scope | StaffScope, condition: Prisma.Sql): Promise<number | null> {
  const [row] = await scope.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM audit_entry a WHERE ${condition} LIMIT ${fewMax + 1}) AS bounded`;
  return row && row.count <= fewMax ? row.count : null;
}

/** Where an entry stands in the order; an address may name one that is not there, and then the list begins at its beginning. */
async function placeOf(scope: Scope | StaffScope, own: Prisma.Sql, id: string | undefined) {
  if (id === undefined) return null;
  const [row] = await scope.db.$queryRaw<{ at: Date; id: string }[]>`
    SELECT a.at, a.id FROM audit_entry a WHERE ${own} AND a.id = ${id}::uuid LIMIT 1`;
  return row ?? null;
}

async function tenantIds(scope: StaffScope, slugs: string[]): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  const where = { slug: { in: slugs } };
  const erased = await scope.db.teardown.findMany({ where, select: { tenantId: true, slug: true } });
  const there = await scope.db.tenant.findMany({ where, select: { id: true, slug: true } });
  return new Map([
    ["platform", PLATFORM_ID],
    ...erased.map(({ slug, tenantId }) => [slug, tenantId] as const),
    ...there.map(({ slug, id }) => [slug, id] as const),
  ]);
}

async function meterNames(scope: Scope | StaffScope, rows: readonly Row[]): Promise<Map<string, string>> {
  const slugs = [...new Set(rows.map(slugOf))].filter((slug) => slug !== "");
  if (slugs.length === 0) return new Map();
  const found = await scope.db.meter.findMany({ where: { slug: { in: slugs } }, select: { slug: true, name: true } });
  return new Map(found.map(({ slug, name }) => [slug, name]));
}

/** The slug that begins the name of a meter, a limit or a grant: “api_requests per month”. */
function slugOf({ objectKind, objectName }: Pick<Row, "objectKind" | "objectName">): string {
  if (objectKind === "meter") return objectName;
  return objectKind === "quota" || objectKind === "grant" ? (objectName.split(" per ")[0] ?? "") : "";
}

async function tenantsOf(scope: StaffScope, ids: string[]): Promise<Map<string, Named>> {
  const there = await scope.db.tenant.findMany({
    where: { id: { in: ids } },
    select: { id: true, slug: true, name: true },
  });
  const byId = new Map(there.map(({ id, slug, name }) => [id, { slug, name }]));
  const erased = await scope.db.teardown.findMany({
    where: { tenantId: { in: ids.filter((id) => !byId.has(id)) } },
    select: { tenantId: true, slug: true, name: true },
  });
  for (const { tenantId: id, slug, name } of erased) byId.set(id, { slug, name });
  return byId;
}

function view(row: Omit<Row, "tenantId">, tenant: Named | null): AuditEntryView {
  const { id, at, actorKind, actorName, action, objectKind, objectId, objectName, reason, ip, requestId } = row;
  const changes = changesBetween(row.before, row.after);
  const named = tenant && { slug: tenant.slug, name: tenant.name };
  return {
    id,
    at,
    actorKind,
    actorName,
    action,
    objectKind,
    objectId,
    objectName,
    meterName: null,
    changes,
    reason,
    ip,
    requestId,
    tenant: named,
  };
}

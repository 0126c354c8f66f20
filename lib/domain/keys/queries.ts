import { AppError } from "../../errors.ts";
import { countedMax, type Few, fewOf } from "../../few.ts";
import type { Scope, StaffScope, ViewScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import { type KeyPage, type KeyState, type KeyUse, type KeyView, lastRefusalOf } from "./model.ts";

/** The tenant's keys, newest first, ended ones too; at most `limit`, from the one after `before` on. */
export async function keys(
  scope: Scope,
  { before, limit = 200 }: { before?: string; limit?: number } = {},
): Promise<KeyView[]> {
  const rows = await scope.db.apiKey.findMany({
    omit: { hash: true, tenantId: true },
    where: before ? { id: { lt: before } } : {},
    orderBy: { id: "desc" },
    take: limit,
  });
  const successors = await scope.db.apiKey.findMany({
    where: { replaces: { in: rows.map(({ id }) => id) } },
    select: { id: true, replaces: true },
  });
  const replacedBy = new Map(successors.map(({ id, replaces }) => [replaces, id]));
  return rows.map((row) => ({ ...row, state: stateOf(row), replacedBy: replacedBy.get(row.id) ?? null }));
}

/** How many keys are valid now, and how many of those called since a time. */
export async function keysInUse(scope: Scope, since: Date): Promise<{ keys: number; keysUsed: number }> {
  const valid = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
  const keys = await scope.db.apiKey.count({ where: valid });
  return { keys, keysUsed: await scope.db.apiKey.count({ where: { ...valid, lastUsedAt: { gte: since } } }) };
}

/** A page of keys, and how many there are. */
export async function keyPage(
  { tenant, read }: ViewScope,
  { before, limit = 50 }: { before?: string; limit?: number },
): Promise<KeyPage> {
  const found = await read<PageRow>("key_page", pageText, [tenant.id, before ?? afterAll, limit + 1]);
  // Where there is no key, the counts stand alone.
  const rows = found.flatMap(({ total: _, active: __, ...row }) => (row.id === null ? [] : [row]));
  const items = rows.slice(0, limit).map((row) => ({ ...row, state: stateOf(row) }));
  return {
    items,
    total: found[0]?.total ?? 0,
    active: found[0]?.active ?? 0,
    next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}

type PageRow = { total: number; active: number } & (Omit<KeyView, "state"> | { id: null });

const afterAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const pageText = `
  SELECT c.total, c.active, k.id, k.name, k.start, k.last4, k.scopes, k.addresses, k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
    k.last_used_at AS "lastUsedAt", k.last_used_ip AS "lastUsedIp", k.last_refused_at AS "lastRefusedAt", k.last_refusal AS "lastRefusal",
    k.replaces, n.id AS "replacedBy", k.created_by AS "createdBy", k.created_at AS "createdAt"
  FROM (
    SELECT count(*)::int AS total, (count(*) FILTER (WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())))::int AS active
    FROM api_key WHERE tenant_id = $1::uuid
  ) c
  LEFT JOIN (SELECT * FROM api_key WHERE tenant_id = $1::uuid AND id < $2::uuid ORDER BY id DESC LIMIT $3::int) k ON true
  LEFT JOIN api_key n ON n.tenant_id = $1::uuid AND n.replaces = k.id
  ORDER BY k.id DESC`;

/** What keys are called, by their ids; those of others are not among them. */
export async function keyNames(scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scope.db.apiKey.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** What became of a key's latest call. @throws AppError `not_found` */
export async function keyUse({ tenant, read }: ViewScope, { id }: { id: string }): Promise<KeyUse> {
  const [row] = await read<UseRow>("key_use", useText, [tenant.id, id]);
  if (!row) throw new AppError("not_found", "No such key");
  return { usedAt: row.lastUsedAt?.toISOString() ?? null, ip: row.lastUsedIp, refusal: lastRefusalOf(row) };
}

type UseRow = Pick<KeyView, "lastUsedAt" | "lastUsedIp" | "lastRefusedAt" | "lastRefusal">;

const useText = `
  SELECT last_used_at AS "lastUsedAt", last_used_ip AS "lastUsedIp", last_refused_at AS "lastRefusedAt", last_refusal AS "lastRefusal"
  FROM api_key WHERE tenant_id = $1::uuid AND id = $2::uuid`;

/** Keys by their id, or by how they begin. */
export function keysBy(scope: Scope | StaffScope, clue: string, limit: number) {
  return scope.db.apiKey.findMany({
    where: clue.includes("-") ? { id: clue } : { start: { startsWith: clue } },
    select: { id: true, tenantId: true, name: true, start: true, last4: true },
    orderBy: { id: "desc" },
    take: limit,
  });
}

function stateOf({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null }): KeyState {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt.getTime() <= Date.now() ? "expired" : "active";
}

export type ExpiringKey = { name: string; start: string; last4: string; expiresAt: string; lastUsedAt: string | null };

/** How many days before its end a key of the platform wants to be rotated. */
export const keyDaysLeft = 14;

/** Keys of the platform that end soon and were not rotated yet, the next first. */
export async function expiringPlatformKeys(scope: StaffScope, limit: number): Promise<Few<ExpiringKey>> {
  const rows = await scope.db.$queryRaw<
    { name: string; start: string; last4: string; expires: Date; used: Date | null; total: bigint }[]
  >`
    SELECT name, start, last4, expires_at AS expires, last_used_at AS used, count(*) OVER () AS total FROM (
      SELECT * FROM api_key k WHERE k.tenant_id = ${PLATFORM_ID}::uuid AND k.revoked_at IS NULL
        AND k.expires_at BETWEEN now() AND now() + ${`${keyDaysLeft} days`}::interval
        AND NOT EXISTS (SELECT FROM api_key n WHERE n.tenant_id = k.tenant_id AND n.replaces = k.id)
      ORDER BY k.expires_at LIMIT ${countedMax + 1}) k
    ORDER BY expires_at LIMIT ${limit}`;
  return fewOf(rows, ({ name, start, last4, expires, used }) => ({
    name,
    start,
    last4,
    expiresAt: expires.toISOString(),
    lastUsedAt: used?.toISOString() ?? null,
  }));
}

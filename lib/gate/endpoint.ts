import type { QueryResultRow } from "pg";
import { acrossTenants, inTenant, runEngine } from "../db.ts";
import { keyHash, tenantOfKey } from "../domain/keys/secret.ts";
import { AppError } from "../errors.ts";
import { PLATFORM_ID } from "../id.ts";
import { enterAsOperator, findTenant, platformTenant } from "./enter.ts";
import { memory } from "./memory.ts";
import { can, type Holder, type Permission } from "./permissions.ts";
import type { Origin, ProgramScope, Scope, StaffScope, TenantOfScope } from "./scope.ts";

/** A valid key at this request, and the tenant it belongs to as that tenant stands now. */
export type KeyIdentity = {
  id: string;
  name: string;
  scopes: string[];
  expiresAt: Date | null;
  ownerId: string;
  tenant: (TenantOfScope & { status: string; isolation: string }) | null;
};

type KeyRow = {
  id: string;
  name: string;
  scopes: string[];
  expires_at: Date | null;
  slug: string | null;
  tenant_name: string | null;
  status: string | null;
  isolation: string | null;
};

const knownKeys = memory<KeyIdentity>();
const knownTenants = memory<TenantOfScope>();

/** As `identifyKey`, from less than a second ago where the key was good then. A refusal is never remembered. */
export function identifyKeyCached(authorization: string | undefined): Promise<KeyIdentity> {
  return knownKeys(authorization ?? "", () => identifyKey(authorization));
}

/** Who a `Bearer` key is. @throws AppError `unauthenticated`, or `tenant_suspended` when its tenant is cut */
export async function identifyKey(authorization: string | undefined): Promise<KeyIdentity> {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const ownerId = tenantOfKey(key);
  if (!ownerId) throw new AppError("unauthenticated", "Send a valid key: Authorization: Bearer tk_…");
  const [row] = await runEngine<KeyRow>("find_key", "SELECT * FROM find_key($1, $2)", [
    ownerId,
    Buffer.from(keyHash(key)),
  ]);
  if (!row) throw new AppError("unauthenticated", "The key is unknown, expired or revoked");
  const { slug, tenant_name: name, status, isolation } = row;
  if (status === "Suspended" || status === "Terminating")
    throw new AppError(
      "tenant_suspended",
      `The tenant is ${status === "Suspended" ? "suspended" : "being deleted"}; ask the people who run this platform`,
    );
  const tenant = slug && name && status && isolation ? { id: ownerId, slug, name, status, isolation } : null;
  return { id: row.id, name: row.name, scopes: row.scopes, expiresAt: row.expires_at, ownerId, tenant };
}

/**
 * The tenant a call acts for: a tenant key's own, or the one a platform key names.
 * @throws AppError `not_found` for any other, `invalid` when a platform key names none
 */
export async function tenantOf(key: KeyIdentity, named: string | undefined): Promise<TenantOfScope> {
  if (key.tenant) {
    if (named !== undefined && named !== key.tenant.slug) throw new AppError("not_found");
    return key.tenant;
  }
  if (!named)
    throw new AppError("invalid", "Name the tenant in the header Tenantry-Tenant", {
      errors: [{ path: "Tenantry-Tenant", message: "is needed with a platform key" }],
    });
  return namedTenant(named);
}

/** As `tenantOf`, from less than a second ago, for where the database checks the tenant anew. */
export function tenantOfCached(key: KeyIdentity, named: string | undefined): Promise<TenantOfScope> {
  return !key.tenant && named ? knownTenants(named, () => namedTenant(named)) : tenantOf(key, named);
}

async function namedTenant(slug: string): Promise<TenantOfScope> {
  const found = await findTenant(slug, null);
  if (!found) throw new AppError("not_found", "No such tenant");
  return { id: found.id, slug: found.slug, name: found.name };
}

/** @throws AppError `forbidden` when the key lacks the scope */
export function requireScope(key: KeyIdentity, permission: Permission): void {
  if (!can(holderOf(key), permission)) throw new AppError("forbidden", `This key lacks the scope ${permission}`);
}

/** Opens one tenant for a program on the fast path. */
export function enterProgram<T>(
  key: KeyIdentity,
  origin: Origin,
  permission: Permission,
  tenant: TenantOfScope,
  work: (scope: ProgramScope) => Promise<T>,
): Promise<T> {
  requireScope(key, permission);
  const call = <Row extends QueryResultRow>(name: string, args: unknown[]) => {
    const places = [tenant.id, ...args].map((_, at) => `$${at + 1}`).join(", ");
    return runEngine<Row>(name, `SELECT * FROM ${name}(${places})`, [tenant.id, ...args]);
  };
  return work({ ...acting(key, origin), tenant, key: { id: key.id, ownerId: key.ownerId }, call });
}

/** Opens one tenant for a program that reads or manages, in a transaction like a person's. */
export function enterTenantWithKey<T>(
  key: KeyIdentity,
  origin: Origin,
  permission: Permission,
  tenant: TenantOfScope,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  requireScope(key, permission);
  return inTenant(tenant.id, (db) => work({ ...acting(key, origin), tenant, db, keyScopes: [] }));
}

/** Opens a tenant that does not exist yet, for a platform key; the first write creates it. */
export function enterNewTenantWithKey<T>(
  key: KeyIdentity,
  origin: Origin,
  tenant: TenantOfScope,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  return enterTenantWithKey(key, origin, "tenants:write", tenant, work);
}

/** Reads across tenants, for a platform key. */
export function enterStaffWithKey<T>(
  key: KeyIdentity,
  origin: Origin,
  permission: Permission,
  work: (scope: StaffScope) => Promise<T>,
): Promise<T> {
  requireScope(key, permission);
  if (key.ownerId !== PLATFORM_ID) throw new AppError("forbidden", "This needs a platform key");
  return acrossTenants((db) => work({ ...acting(key, origin), db }));
}

/** Platform-wide reads that every program's call may rest on, such as the list of meters. */
export function readPlatform<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  return enterAsOperator(platformTenant, work);
}

function holderOf(key: KeyIdentity): Holder {
  return { kind: "key", of: key.ownerId === PLATFORM_ID ? "platform" : "tenant", scopes: key.scopes };
}

function acting(key: KeyIdentity, origin: Origin) {
  const holder = holderOf(key);
  return {
    actor: { kind: "key" as const, id: key.id, name: key.name },
    origin,
    can: (permission: Permission) => can(holder, permission),
  };
}

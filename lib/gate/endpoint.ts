import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { clientAddress } from "../client-address.ts";
import { runEngine } from "../db.ts";
import { acrossTenants, inTenant, readWithin } from "../db-people.ts";
import { keyHash, tenantOfKey } from "../domain/keys/secret.ts";
import { AppError } from "../errors.ts";
import { PLATFORM_ID } from "../id.ts";
import { memory } from "./changes.ts";
import { enterAsOperator, platformTenant } from "./enter.ts";
import { findKey, findStanding, type KeyIdentity, type Standing } from "./find-key.ts";
import { noteKeyUse } from "./key-uses.ts";
import { can, type Permission } from "./permissions.ts";
import { holderOf, Program } from "./program.ts";
import type { Origin, ReadingScope, Scope, StaffScope, TenantOfScope } from "./scope.ts";

/**
 * As `identifyKey`, from memory where it is fresh: at most half a second behind the database.
 * @throws AppError as `identifyKey`
 */
export async function identifyKeyCached(
  authorization: string | undefined,
  address: string | null = null,
): Promise<KeyIdentity> {
  const { ownerId, key } = keyOf(authorization);
  const digest = hash("sha256", key, "base64");
  const known = memory().key(digest);
  if (known !== undefined) return admitted(known, address);
  const found = await memory().learnKey(digest, () => findKey(ownerId, Buffer.from(digest, "base64")));
  return admitted(found, address);
}

/**
 * Who a `Bearer` key is, as the database has it now.
 * @throws AppError `unauthenticated`, `forbidden` where it may not be used from this address, `tenant_suspended` when its tenant is cut
 */
export async function identifyKey(
  authorization: string | undefined,
  address: string | null = null,
): Promise<KeyIdentity> {
  const { ownerId, key } = keyOf(authorization);
  const found = await findKey(ownerId, keyHash(key));
  return admitted(found?.identity ?? null, address);
}

/**
 * Who a key is where that is remembered and good; undefined where the database must be asked, or the answer is a refusal.
 * `now` is the time of `performance.now()`.
 */
export function recallKey(authorization: string, request: IncomingMessage, now: number): KeyIdentity | undefined {
  const known = memory().key(digestOf(authorization, request.socket), now);
  if (!known || isCut(known)) return undefined;
  return known.addresses === null || known.addresses.has(clientAddress(request)) ? known : undefined;
}

/** The tenant with this slug, from memory where it is fresh. @throws AppError `not_found`, `forbidden` to a key that may not see tenants */
export async function resolveTenant(key: KeyIdentity, slug: string): Promise<Standing> {
  requireScope(key, "tenants:read");
  return standingCached(slug);
}

/** As `resolveTenant`, where the answer is remembered and good; undefined where it is not. */
export function recallTenant(key: KeyIdentity, slug: string): Standing | undefined {
  return can(holderOf(key), "tenants:read") ? (memory().tenant(slug) ?? undefined) : undefined;
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
  return present(await findStanding(named));
}

/** As `tenantOf`, from memory where it is fresh, for where the database checks the tenant anew. */
export async function tenantOfCached(key: KeyIdentity, named: string | undefined): Promise<TenantOfScope> {
  return !key.tenant && named ? standingCached(named) : tenantOf(key, named);
}

async function standingCached(slug: string): Promise<Standing> {
  const known = memory().tenant(slug);
  return present(known === undefined ? await memory().learnTenant(slug, () => findStanding(slug)) : known);
}

function present(found: Standing | null): Standing {
  if (!found) throw new AppError("not_found", "No such tenant");
  return found;
}

// A connection mostly sends the same key again. It is held no longer than the connection, and asked for in the memory each time.
const lastOf = new WeakMap<object, { authorization: string; digest: string }>();

function digestOf(authorization: string, connection: object): string {
  const last = lastOf.get(connection);
  if (last?.authorization === authorization) return last.digest;
  const digest = hash("sha256", keyIn(authorization), "base64");
  lastOf.set(connection, { authorization, digest });
  return digest;
}

function keyIn(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
}

function keyOf(authorization: string | undefined): { key: string; ownerId: string } {
  const key = keyIn(authorization ?? "");
  const ownerId = tenantOfKey(key);
  if (!ownerId) throw new AppError("unauthenticated", "Send a valid key: Authorization: Bearer tk_…");
  return { key, ownerId };
}

function admitted(key: KeyIdentity | null, address: string | null): KeyIdentity {
  if (!key) throw new AppError("unauthenticated", "The key is unknown, expired or revoked");
  if (key.addresses && !key.addresses.has(address ?? "")) {
    const why = `This key may not be used from ${address ?? "an unknown address"}`;
    noteKeyUse(key, address, why);
    throw new AppError("forbidden", why);
  }
  if (key.tenant && isCut(key)) {
    noteRefusal(key.tenant);
    throw new AppError(
      "tenant_suspended",
      `The tenant is ${key.tenant.status === "Suspended" ? "suspended" : "being deleted"}; ask the people who run this platform`,
    );
  }
  return key;
}

// Once for each time the tenant's standing was learned: a flood of refused calls writes nothing more.
const noted = new WeakSet<Standing>();

function noteRefusal(tenant: Standing): void {
  if (noted.has(tenant)) return;
  noted.add(tenant);
  runEngine("note_refusal", "SELECT note_refusal($1, 'api')::text", [tenant.id]).catch(() => noted.delete(tenant));
}

function isCut({ tenant }: KeyIdentity): boolean {
  return tenant?.status === "Suspended" || tenant?.status === "Terminating";
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
  work: (scope: ReadingScope) => Promise<T>,
): Promise<T> {
  requireScope(key, permission);
  return work(new Program(key, origin, tenant));
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
  return inTenant(tenant.id, (db) => work({ ...acting(key, origin), tenant, db, read: readWithin(db), keyScopes: [] }));
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

function acting(key: KeyIdentity, origin: Origin) {
  const holder = holderOf(key);
  return {
    actor: { kind: "key" as const, id: key.id, name: key.name },
    origin,
    can: (permission: Permission) => can(holder, permission),
  };
}

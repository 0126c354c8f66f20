import { acrossTenants, beforeTenant, inTenant, readInTenant, readWithin } from "../db-people.ts";
import { type MemberRole, memberRoles } from "../domain/members/model.ts";
import type { StaffRole } from "../domain/people/staff-roles.ts";
import type { TenantStatus } from "../domain/tenants/status.ts";
import { AppError } from "../errors.ts";
import { PLATFORM_ID } from "../id.ts";
import { can, type Holder, type Permission, scopesFor } from "./permissions.ts";
import type { Actor, Origin, Scope, StaffScope, TenantOfScope, ViewScope } from "./scope.ts";

/** A signed-in human being, as their session says at this request. */
export type Person = { id: string; email: string; name: string; staffRole: StaffRole | null; sessionId: string };

/** What a member may know of their tenant while its console is closed. */
export type ClosedTenant = {
  name: string;
  status: TenantStatus;
  statusReason: string | null;
  statusChangedAt: Date;
  /** Until when a tenant that is being deleted can be restored. */
  purgeAt: Date | null;
  ownerEmail: string;
};

/** As what a person comes: staff of the platform, or one of the tenant's own people. */
export type Surface = "platform" | "console";

/**
 * Opens one tenant for one person: permission first, then the tenant's transaction, then `work`.
 * @throws AppError `not_found` to a stranger, `forbidden` to one without the right, `tenant_suspended` in a console that is cut
 */
export async function enterTenant<T>(
  person: Person,
  surface: Surface,
  origin: Origin,
  permission: Permission,
  slug: string,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const { holder, tenant } = await admitted(person, surface, permission, slug);
  return inTenant(tenant.id, async (db) => {
    const read = readWithin(db);
    if (surface === "console") await requireOpen(tenant, read);
    return work({ ...acting(holder, person, origin), tenant, db, read, keyScopes: keyScopes.tenant });
  });
}

/**
 * Opens one tenant for one person to look at, without a transaction: each read is a statement in a packet of its own, which costs a
 * fraction of a unit of work.
 * @throws AppError as `enterTenant`
 */
export async function viewTenant<T>(
  person: Person,
  surface: Surface,
  origin: Origin,
  permission: Permission,
  slug: string,
  work: (scope: ViewScope) => Promise<T>,
): Promise<T> {
  const { holder, tenant } = await admitted(person, surface, permission, slug);
  const read = readingOf(tenant);
  if (surface === "console") await requireOpen(tenant, read);
  return work({ ...acting(holder, person, origin), tenant, read });
}

/** Why a console is closed, for a member of it; null where it is open. */
export async function whyClosed(person: Person, slug: string): Promise<ClosedTenant | null> {
  const found = await findTenant(slug, person.id);
  if (!found || !memberRole(found.role)) throw new AppError("not_found");
  const select = {
    name: true,
    status: true,
    statusReason: true,
    statusChangedAt: true,
    purgeAt: true,
    ownerEmail: true,
  } as const;
  const tenant = await inTenant(found.id, (db) => db.tenant.findFirst({ select }));
  if (!tenant || tenant.status === "Active") return null;
  await beforeTenant`SELECT note_refusal(${found.id}::uuid, 'console')::text`;
  return tenant;
}

/** Opens a tenant that does not exist yet, under an id made beforehand; the first write creates it. */
export async function enterNewTenant<T>(
  person: Person,
  origin: Origin,
  tenant: TenantOfScope,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const holder = staffHolder(person);
  require(holder, "tenants:write");
  return inTenant(tenant.id, (db) =>
    work({ ...acting(holder, person, origin), tenant, db, read: readWithin(db), keyScopes: keyScopes.tenant }),
  );
}

/** Opens the platform's own scope, in which platform-wide things may be written. */
export async function enterPlatform<T>(
  person: Person,
  origin: Origin,
  permission: Permission,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const holder = staffHolder(person);
  require(holder, permission);
  return inTenant(PLATFORM_ID, (db) =>
    work({
      ...acting(holder, person, origin),
      tenant: platformTenant,
      db,
      read: readWithin(db),
      keyScopes: keyScopes.platform,
    }),
  );
}

/** Opens the platform's own scope to look at, as `viewTenant` opens a tenant's. */
export async function viewPlatform<T>(
  person: Person,
  origin: Origin,
  permission: Permission,
  work: (scope: ViewScope) => Promise<T>,
): Promise<T> {
  const holder = staffHolder(person);
  require(holder, permission);
  return work({ ...acting(holder, person, origin), tenant: platformTenant, read: readingOf(platformTenant) });
}

/** Reads across tenants for staff. */
export async function enterStaff<T>(
  person: Person,
  origin: Origin,
  permission: Permission,
  work: (scope: StaffScope) => Promise<T>,
): Promise<T> {
  const holder = staffHolder(person);
  require(holder, permission);
  return acrossTenants((db) => work({ ...acting(holder, person, origin), db }));
}

/** The operator of the machine, at the command line: may do everything, one tenant at a time, and is audited like anyone. */
export async function enterAsOperator<T>(
  tenant: TenantOfScope | "platform",
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const holder: Holder = { kind: "operator" };
  const opened = tenant === "platform" ? platformTenant : tenant;
  const origin = { ip: null, requestId: crypto.randomUUID() };
  const actor: Actor = { kind: "operator", id: null, name: "Operator" };
  return inTenant(opened.id, (db) =>
    work({
      actor,
      origin,
      can: (permission) => can(holder, permission),
      tenant: opened,
      db,
      read: readWithin(db),
      keyScopes: tenant === "platform" ? keyScopes.platform : keyScopes.tenant,
    }),
  );
}

/** Reads across tenants at the command line. */
export function enterStaffAsOperator<T>(work: (scope: StaffScope) => Promise<T>): Promise<T> {
  const origin = { ip: null, requestId: crypto.randomUUID() };
  return acrossTenants((db) =>
    work({ actor: { kind: "operator", id: null, name: "Operator" }, origin, can: () => true, db }),
  );
}

/** A tenant by its slug, with the person's role in it; null when no tenant has that slug. */
export async function findTenant(
  slug: string,
  personId: string | null,
): Promise<(TenantOfScope & { role: string | null }) | null> {
  if (slug.length > 63 || slug.includes("\0")) return null;
  const [found] = await beforeTenant<
    TenantOfScope & { role: string | null }
  >`SELECT id, slug, name, role FROM find_tenant(${slug}, ${personId}::uuid)`;
  return found ?? null;
}

export const platformTenant: TenantOfScope = { id: PLATFORM_ID, slug: "platform", name: "Platform" };

/** A member's role as the table knows it, or null for a stranger. */
export function memberRole(role: string | null): MemberRole | null {
  return memberRoles.find((each) => each === role) ?? null;
}

const keyScopes = {
  tenant: scopesFor("tenant").map((each) => each.scope),
  platform: scopesFor("platform").map((each) => each.scope),
};

async function admitted(
  person: Person,
  surface: Surface,
  permission: Permission,
  slug: string,
): Promise<{ holder: Holder; tenant: TenantOfScope }> {
  const found = await findTenant(slug, person.id);
  if (!found) throw new AppError("not_found");
  const holder = surface === "platform" ? staffHolder(person) : memberHolder(found.role);
  require(holder, permission);
  return { holder, tenant: { id: found.id, slug: found.slug, name: found.name } };
}

async function requireOpen({ id }: TenantOfScope, read: ViewScope["read"]): Promise<void> {
  const text = "SELECT status = 'Active' AS open FROM tenant WHERE tenant_id = $1::uuid";
  const [tenant] = await read<{ open: boolean }>("console_open", text, [id]);
  if (!tenant?.open) throw new AppError("tenant_suspended", "This tenant is not active, so its console is closed");
}

function readingOf({ id }: TenantOfScope): ViewScope["read"] {
  return (name, text, values) => readInTenant(id, name, text, values);
}

function require(holder: Holder, permission: Permission): void {
  if (!can(holder, permission)) throw new AppError("forbidden", `This needs the permission ${permission}`);
}

function staffHolder(person: Person): Holder {
  // To those who are not staff the platform does not exist.
  if (!person.staffRole) throw new AppError("not_found");
  return { kind: "staff", role: person.staffRole };
}

function memberHolder(role: string | null): Holder {
  const known = memberRole(role);
  if (!known) throw new AppError("not_found");
  return { kind: "member", role: known };
}

function acting(holder: Holder, person: Person, origin: Origin) {
  const kind: Actor["kind"] = holder.kind === "staff" ? "staff" : "member";
  return {
    actor: { kind, id: person.id, name: person.name },
    origin,
    can: (permission: Permission) => can(holder, permission),
  };
}

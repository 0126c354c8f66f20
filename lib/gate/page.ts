import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { isAppError } from "../errors.ts";
import { readAt } from "../read-at.ts";
import {
  type ClosedTenant,
  enterPlatform,
  enterStaff,
  enterTenant,
  type Person,
  type Surface,
  viewPlatform,
  viewTenant,
  whyClosed,
} from "./enter.ts";
import { origin, signedIn } from "./identify.ts";
import { type Alone, apart, inParts } from "./parts.ts";
import { holdersOf, type Permission } from "./permissions.ts";
import type { Scope, StaffScope, ViewScope } from "./scope.ts";

/** Why a page was not shown, for the page to say so in its own way. */
export type Refusal =
  | { code: "forbidden"; permission: Permission; holders: ReturnType<typeof holdersOf> }
  | { code: "tenant_suspended"; permission: Permission; tenant: ClosedTenant };

/** Loads a page that reads across tenants. Strangers are sent to sign in; to those who are not staff it does not exist. */
export async function loadForStaff<T>(
  permission: Permission,
  load: (scope: StaffScope) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  return refusing({ permission, person }, async () => enterStaff(person, await origin(), permission, load));
}

/** Loads a page of one tenant, for its own people or for staff, in one transaction. Other tenants do not exist. */
export async function loadTenant<T>(
  surface: Surface,
  permission: Permission,
  slug: string,
  load: (scope: Scope) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  return refusing({ permission, person, slug }, async () =>
    enterTenant(person, surface, await origin(), permission, slug, load),
  );
}

/** As `loadForStaff`, a page whose parts may fail alone. */
export function loadPartsForStaff<T>(
  permission: Permission,
  load: (scope: StaffScope, alone: Alone<StaffScope>) => Promise<T>,
): Promise<T | Refusal> {
  return loadForStaff(permission, (scope) => load(scope, apart(scope, scope.origin.requestId)));
}

/** Loads a page of what is the platform's own, whose parts may fail alone. */
export async function loadPlatformParts<T>(
  permission: Permission,
  load: (scope: Scope, alone: Alone<Scope>) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  const from = await origin();
  return refusing({ permission, person }, () =>
    inParts((work) => enterPlatform(person, from, permission, work), load, from.requestId),
  );
}

/** As `loadTenant`, a page whose parts may fail alone. */
export async function loadTenantParts<T>(
  surface: Surface,
  permission: Permission,
  slug: string,
  load: (scope: Scope, alone: Alone<Scope>) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  const from = await origin();
  return refusing({ permission, person, slug }, () =>
    inParts((work) => enterTenant(person, surface, from, permission, slug, work), load, from.requestId),
  );
}

/** Loads a page of one tenant that needs no transaction: for each read the tenant is named anew. */
export async function loadTenantView<T>(
  surface: Surface,
  permission: Permission,
  slug: string,
  load: (scope: ViewScope) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  return refusing({ permission, person, slug }, async () =>
    viewTenant(person, surface, await origin(), permission, slug, load),
  );
}

/** The same for what is the platform's own, such as its keys. */
export async function loadPlatformView<T>(
  permission: Permission,
  load: (scope: ViewScope) => Promise<T>,
): Promise<T | Refusal> {
  const person = await requirePerson();
  return refusing({ permission, person }, async () => viewPlatform(person, await origin(), permission, load));
}

/** Whether a page was refused rather than loaded. */
export function isRefusal(value: unknown): value is Refusal {
  return value !== null && typeof value === "object" && "code" in value && "permission" in value;
}

/** The person at this page, or the way to the sign-in and back. */
export async function requirePerson(): Promise<Person> {
  readAt();
  const person = await signedIn();
  if (person) return person;
  const path = (await headers()).get("x-tenantry-path") ?? "/";
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}

type Asked = { permission: Permission; person: Person; slug?: string };

async function refusing<T>({ permission, person, slug }: Asked, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === "not_found") notFound();
    if (error.code === "forbidden") return { code: "forbidden", permission, holders: holdersOf(permission) };
    const tenant = error.code === "tenant_suspended" && slug ? await whyClosed(person, slug) : null;
    if (tenant) return { code: "tenant_suspended", permission, tenant };
    throw error;
  }
}

import { cookies, headers } from "next/headers";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { beforeTenant } from "../db-people.ts";
import type { TenantStatus } from "../domain/tenants/status.ts";
import { authSecret, settings } from "../env.ts";
import { AppError } from "../errors.ts";
import type { Person } from "./enter.ts";
import type { Origin } from "./scope.ts";
import { personOf } from "./sessions.ts";

export type Membership = { slug: string; name: string; role: string; status: TenantStatus; plan: string };

/** Who is signed in at this request, by their session's row as it is now; null for a stranger or after the session ended. */
export const signedIn = cache(async (): Promise<Person | null> => {
  const all = settings();
  const name = `${all.url.protocol === "https:" ? "__Secure-" : ""}next-auth.session-token`;
  const token = (await cookies()).get(name)?.value;
  if (!token) return null;
  // Opened and no more: next-auth's own way seals another at each request, which nobody would get.
  const session = await decode({ token, secret: authSecret(all) }).catch(() => null);
  return session?.sid ? personOf(session.sid) : null;
});

/** @throws AppError `unauthenticated` */
export async function identify(): Promise<Person> {
  const person = await signedIn();
  if (!person) throw new AppError("unauthenticated", "Sign in first");
  return person;
}

/** Where this request came from, as our server wrote it over whatever the client sent. */
export async function origin(): Promise<Origin> {
  const all = await headers();
  return { ip: all.get("x-tenantry-ip"), requestId: all.get("x-request-id") ?? crypto.randomUUID() };
}

/** The tenants this person belongs to, by name. */
export async function memberships(person: Person): Promise<Membership[]> {
  return beforeTenant<Membership>`SELECT slug, name, role, status, plan FROM memberships_of(${person.id}::uuid)`;
}

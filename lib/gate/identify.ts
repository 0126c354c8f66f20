import { headers } from "next/headers";
import { getServerSession } from "next-auth";
import { cache } from "react";
import { beforeTenant } from "../db.ts";
import type { TenantStatus } from "../domain/tenants/status.ts";
import { AppError } from "../errors.ts";
import { authOptions } from "./auth-options.ts";
import type { Person } from "./enter.ts";
import type { Origin } from "./scope.ts";
import { personOf } from "./sessions.ts";

export type Membership = { slug: string; name: string; role: string; status: TenantStatus; plan: string };

/** Who is signed in at this request, by their session's row as it is now; null for a stranger or after the session ended. */
export const signedIn = cache(async (): Promise<Person | null> => {
  const session = await getServerSession(authOptions());
  const sessionId = session?.sessionId;
  if (!sessionId) return null;
  return personOf(sessionId);
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

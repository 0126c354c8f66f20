import { createKey } from "../domain/keys/commands.ts";
import { addMember } from "../domain/members/commands.ts";
import type { MemberRole } from "../domain/members/model.ts";
import { createMeter } from "../domain/meters/commands.ts";
import { ensurePerson, setPassword, setStaffRole } from "../domain/people/commands.ts";
import type { StaffRole } from "../domain/people/staff-roles.ts";
import { createPlan } from "../domain/plans/commands.ts";
import { createTenant } from "../domain/tenants/commands.ts";
import { CreateTenant, type TenantView } from "../domain/tenants/model.ts";
import { enterAsOperator, type Person } from "../gate/enter.ts";
import type { TenantOfScope } from "../gate/scope.ts";
import { openSession, passwordHash } from "../gate/sign-in.ts";
import { v7 } from "../id.ts";

export type World = { a: TenantView; b: TenantView };

/** Two tenants, made through the gate, on a plan `standard`. */
export async function world(): Promise<World> {
  await enterAsOperator("platform", (scope) =>
    createPlan(scope, { slug: "standard", name: "Standard", description: "", position: 0 }),
  );
  return { a: await newTenant("alder"), b: await newTenant("birch") };
}

/** An Active tenant. */
export async function newTenant(slug: string, more: object = {}): Promise<TenantView> {
  const input = tenantInput(slug, more);
  const { tenant } = await enterAsOperator(tenantToBe(input), (scope) => createTenant(scope, input));
  return tenant;
}

export function tenantInput(slug: string, more: object = {}): CreateTenant {
  return CreateTenant.parse({
    slug,
    name: `${slug} works`,
    plan: "standard",
    ownerEmail: `owner@${slug}.test`,
    ...more,
  });
}

export function tenantToBe({ slug, name }: { slug: string; name: string }): TenantOfScope {
  return { id: v7(), slug, name };
}

export async function newStaff(role: StaffRole, password?: string): Promise<Person> {
  const email = `${role}-${v7()}@staff.test`;
  const hash = password === undefined ? null : await passwordHash(password);
  const id = await enterAsOperator("platform", async (scope) => {
    const personId = await ensurePerson(scope, email, role);
    await setStaffRole(scope, personId, role);
    if (hash) await setPassword(scope, personId, null, hash);
    return personId;
  });
  return { id, email, name: role, staffRole: role, sessionId: await openSession(id, { ip: null, userAgent: null }) };
}

export async function newMember(tenant: TenantOfScope, role: MemberRole, password?: string): Promise<Person> {
  const email = `${role}-${v7()}@${tenant.slug}.test`;
  const { personId: id } = await enterAsOperator(tenant, (scope) => addMember(scope, { email, role, name: role }));
  if (password !== undefined) {
    const hash = await passwordHash(password);
    await enterAsOperator("platform", (scope) => setPassword(scope, id, null, hash));
  }
  return { id, email, name: role, staffRole: null, sessionId: await openSession(id, { ip: null, userAgent: null }) };
}

/** A key of a tenant, or of the platform. */
export function newKey(
  of: TenantOfScope | "platform",
  scopes: string[],
  expiresInDays: number | null = null,
  addresses: string[] = [],
): Promise<{ id: string; key: string }> {
  return enterAsOperator(of, (scope) => createKey(scope, { name: "test", scopes, expiresInDays, addresses }));
}

export function newMeter(input: Parameters<typeof createMeter>[1]): Promise<{ id: string }> {
  return enterAsOperator("platform", (scope) => createMeter(scope, input));
}

export const somewhere = { ip: "192.0.2.7", requestId: "test" };

import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";

/** The person with this e-mail, made if there is none yet; they set a password when they accept their invitation. */
export async function ensurePerson(scope: Scope, email: string, name = email.split("@")[0] ?? email): Promise<string> {
  const [row] = await scope.db.$queryRaw<
    { id: string }[]
  >`SELECT ensure_person(${v7()}::uuid, ${email}, ${name}) AS id`;
  if (!row) throw new Error("ensure_person returned nothing");
  return row.id;
}

/** Gives a person a password. False where they have one already, unless the platform itself sets it. */
export async function setPassword(scope: Scope, personId: string, name: string | null, hash: string): Promise<boolean> {
  const [row] = await scope.db.$queryRaw<
    { set: boolean }[]
  >`SELECT set_password(${personId}::uuid, ${name}, ${hash}) AS set`;
  return row?.set ?? false;
}

/** Makes a person staff. The database refuses it outside the platform's own scope. */
export async function setStaffRole(scope: Scope, personId: string, role: string): Promise<void> {
  await scope.db.$executeRaw`SELECT set_staff(${personId}::uuid, ${role})`;
}

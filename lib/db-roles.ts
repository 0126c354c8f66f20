import { createHash, createHmac } from "node:crypto";

/** `app` serves people in one tenant, `staff` reads across tenants, `engine` runs the HTTP API's functions; `definer` owns functions. */
export const loginRoles = ["app", "staff", "engine"] as const;
export type LoginRole = (typeof loginRoles)[number];
export type DatabaseRole = LoginRole | "definer";

/**
 * The cluster-wide name of a database role. It carries the database's name, so that two installations on one
 * server never share a role; a name PostgreSQL would cut at 63 bytes ends in a hash instead.
 * The SQL function `tenantry_role` in the first migration computes the same.
 */
export function roleName(database: string, role: DatabaseRole): string {
  const whole = `${database}_${role}`;
  if (Buffer.byteLength(whole) <= 63) return whole;
  return `tenantry_${createHash("md5").update(database).digest("hex")}_${role}`;
}

/** A role's password, derived so that every process on one database that shares the secret can log in. */
export function rolePassword(secret: string, name: string): string {
  return createHmac("sha256", secret).update(`database role ${name}`).digest("base64url");
}

/** What the database keeps of the secret, to refuse a process that brings another one. */
export function secretFingerprint(secret: string): string {
  return createHmac("sha256", secret).update("fingerprint").digest("hex");
}

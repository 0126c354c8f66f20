import type { Context } from "hono";
import { identifyKey, identifyKeyCached } from "../gate/endpoint.ts";
import type { KeyIdentity } from "../gate/find-key.ts";
import type { Origin } from "../gate/scope.ts";
import { requestIdOf } from "./problem.ts";

/** What every handler starts with: the key that calls, where from, and which tenant it names. */
export async function caller(c: Context): Promise<{ key: KeyIdentity; origin: Origin; named: string | undefined }> {
  return from(c, await identifyKey(c.req.header("authorization")));
}

/** The same where the database checks key and tenant anew in the statement that does the work: who calls may be known from a moment ago. */
export async function callerOfFastPath(
  c: Context,
): Promise<{ key: KeyIdentity; origin: Origin; named: string | undefined }> {
  return from(c, await identifyKeyCached(c.req.header("authorization")));
}

function from(c: Context, key: KeyIdentity) {
  const origin = { ip: c.req.header("x-tenantry-ip") ?? null, requestId: requestIdOf(c) };
  return { key, origin, named: c.req.header("tenantry-tenant") };
}

import type { Context } from "hono";
import { identifyKey, type KeyIdentity } from "../gate/endpoint.ts";
import type { Origin } from "../gate/scope.ts";
import { requestIdOf } from "./problem.ts";

/** What every handler starts with: the key that calls, where from, and which tenant it names. */
export async function caller(c: Context): Promise<{ key: KeyIdentity; origin: Origin; named: string | undefined }> {
  const key = await identifyKey(c.req.header("authorization"));
  const origin = { ip: c.req.header("x-tenantry-ip") ?? null, requestId: requestIdOf(c) };
  return { key, origin, named: c.req.header("tenantry-tenant") };
}

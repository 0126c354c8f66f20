import type { Context } from "hono";
import { identifyKey, identifyKeyCached } from "../gate/endpoint.ts";
import type { KeyIdentity } from "../gate/find-key.ts";
import { noteKeyUse } from "../gate/key-uses.ts";
import type { Origin } from "../gate/scope.ts";
import { refusalOf } from "./answer.ts";
import { requestIdOf } from "./problem.ts";

const noted = "key that called";

/** What every handler starts with: the key that calls, where from, and which tenant it names. */
export async function caller(c: Context): Promise<{ key: KeyIdentity; origin: Origin; named: string | undefined }> {
  return from(c, await identifyKey(c.req.header("authorization"), addressOf(c)));
}

/** The same where the database checks key and tenant anew in the statement that does the work: who calls may be known from a moment ago. */
export async function callerOfFastPath(
  c: Context,
): Promise<{ key: KeyIdentity; origin: Origin; named: string | undefined }> {
  return from(c, await identifyKeyCached(c.req.header("authorization"), addressOf(c)));
}

/** Notes, after the answer, that the key which called was used, and why in vain if so. */
export function noteCaller(c: Context): void {
  const key: KeyIdentity | undefined = c.get(noted);
  if (key) noteKeyUse(key, addressOf(c), refusalOf(c));
}

/** Where the call comes from, as this process saw it. */
export function addressOf(c: Context): string | null {
  return c.req.header("x-tenantry-ip") ?? null;
}

function from(c: Context, key: KeyIdentity) {
  c.set(noted, key);
  const origin = { ip: addressOf(c), requestId: requestIdOf(c) };
  return { key, origin, named: c.req.header("tenantry-tenant") };
}

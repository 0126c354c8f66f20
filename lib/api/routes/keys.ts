import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { KeyIdentity } from "../../gate/find-key.ts";
import { callerOfFastPath } from "../context.ts";
import { needs, withProblems } from "../responses.ts";

const Me = z
  .object({
    key: z.object({ id: z.string(), name: z.string() }),
    tenant: z
      .object({ id: z.string(), slug: z.string(), name: z.string() })
      .nullable()
      .describe("null for a platform key"),
    scopes: z.array(z.string()),
    addresses: z.array(z.string()).describe("Addresses and networks it may be used from; none is anywhere"),
    expiresAt: z.string().nullable(),
  })
  .openapi("Me");

const me = createRoute({
  method: "get",
  path: "/me",
  ...needs("Keys"),
  summary: "Who this key is",
  responses: withProblems({
    200: { description: "The key, its tenant, scopes and expiry", content: { "application/json": { schema: Me } } },
  }),
});

export function keyRoutes(api: OpenAPIHono): void {
  api.openapi(me, async (c) => {
    const { key } = await callerOfFastPath(c);
    return c.json(meOf(key), 200);
  });
}

/** What a key is told of itself. */
export function meOf({ id, name, tenant, scopes, addresses, expiresAt }: KeyIdentity): z.input<typeof Me> {
  return {
    key: { id, name },
    tenant: tenant && { id: tenant.id, slug: tenant.slug, name: tenant.name },
    scopes,
    addresses: addresses ? [...addresses.entries] : [],
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { isolationLevels } from "../../domain/tenants/choices.ts";
import { type HostMatch, namespaceOfHost } from "../../domain/tenants/hosts.ts";
import { tenantStatuses } from "../../domain/tenants/status.ts";
import { settings } from "../../env.ts";
import { AppError } from "../../errors.ts";
import { requireScope, resolveTenant } from "../../gate/endpoint.ts";
import type { Standing } from "../../gate/find-key.ts";
import { callerOfFastPath } from "../context.ts";
import { needs, withProblems } from "../responses.ts";

const Resolved = z
  .object({
    tenant: z
      .object({ id: z.string(), slug: z.string(), status: z.enum(tenantStatuses), isolation: z.enum(isolationLevels) })
      .nullable(),
    namespace: z.string(),
    rule: z.string(),
  })
  .openapi("Resolved");

const resolve = createRoute({
  method: "get",
  path: "/resolve",
  ...needs("Tenants", "tenants:read"),
  summary: "Which tenant a host belongs to",
  request: { query: z.object({ host: z.string().min(1).max(260) }) },
  responses: withProblems({
    200: {
      description: "The tenant, its namespace, and the rule that chose it",
      content: { "application/json": { schema: Resolved } },
    },
  }),
});

export function resolveRoutes(api: OpenAPIHono): void {
  api.openapi(resolve, async (c) => {
    const { key } = await callerOfFastPath(c);
    requireScope(key, "tenants:read");
    const match = matchOf(c.req.valid("query").host);
    if (!match) throw new AppError("not_found", "No tenant answers at this host");
    return c.json(resolutionOf(match, match.slug === null ? null : await resolveTenant(key, match.slug)), 200);
  });
}

/** What a host stands for here, by its form alone. */
export function matchOf(host: string): HostMatch | null {
  return namespaceOfHost(host, settings().baseDomain);
}

/** What is said of a host. */
export function resolutionOf({ namespace, rule }: HostMatch, tenant: Standing | null): z.input<typeof Resolved> {
  return {
    tenant: tenant && { id: tenant.id, slug: tenant.slug, status: tenant.status, isolation: tenant.isolation },
    namespace,
    rule,
  };
}

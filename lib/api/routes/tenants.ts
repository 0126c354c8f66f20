import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { plans } from "../../domain/plans/queries.ts";
import { createTenant, resumeTenant, suspendTenant, updateTenant } from "../../domain/tenants/commands.ts";
import { deleteTenant, restoreTenant } from "../../domain/tenants/deletion.ts";
import {
  CreateTenant,
  DeleteTenant,
  graceDays,
  isolationLevels,
  SuspendTenant,
  type TenantView,
  tenantStatuses,
  UpdateTenant,
} from "../../domain/tenants/model.ts";
import { type TenantListItem, tenantDetail, tenants } from "../../domain/tenants/queries.ts";
import { settings } from "../../env.ts";
import {
  enterNewTenantWithKey,
  enterStaffWithKey,
  enterTenantWithKey,
  readPlatform,
  requireScope,
  tenantOf,
} from "../../gate/endpoint.ts";
import { v7 } from "../../id.ts";
import { readInput } from "../body.ts";
import { caller } from "../context.ts";
import { needs, withProblems } from "../responses.ts";

const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });

const TenantBody = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(tenantStatuses),
    isolation: z.enum(isolationLevels),
    aspects: z.object({ data: z.string(), compute: z.string(), network: z.string() }),
    plan: z.string(),
    ownerEmail: z.string(),
    description: z.string(),
    timeZone: z.string(),
    region: z.string(),
    labels: z.record(z.string(), z.string()),
    statusReason: z.string().nullable(),
    purgeAt: z
      .string()
      .nullable()
      .openapi({ description: "Until when a tenant that is being deleted can be restored" }),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("Tenant");

const whole = { 200: { description: "The tenant", content: json(TenantBody) } };
const params = z.object({ slug: z.string().max(63) });
const Draft = z.looseObject({ slug: z.string().optional() });

const list = createRoute({
  method: "get",
  path: "/tenants",
  ...needs("Tenants", "tenants:read"),
  summary: "Tenants by slug",
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(63).optional(),
      status: z.enum(tenantStatuses).optional(),
      search: z.string().max(120).optional(),
    }),
  },
  responses: withProblems({
    200: {
      description: "A page",
      content: json(z.object({ items: z.array(TenantBody), nextCursor: z.string().nullable() })),
    },
  }),
});
const create = createRoute({
  method: "post",
  path: "/tenants",
  ...needs("Tenants", "tenants:write"),
  summary: "Create an Active tenant",
  description: "Without a plan it gets the first one; without an owner's e-mail a placeholder, to be changed by staff.",
  request: { body: { required: true, content: json(CreateTenant) } },
  responses: withProblems({
    201: {
      description: "The tenant, and where its owner gets in, shown this once",
      content: json(TenantBody.extend({ inviteUrl: z.string() })),
    },
  }),
});
const show = createRoute({
  method: "get",
  path: "/tenants/{slug}",
  ...needs("Tenants", "tenants:read"),
  summary: "A tenant",
  request: { params },
  responses: withProblems(whole),
});
const change = createRoute({
  method: "patch",
  path: "/tenants/{slug}",
  ...needs("Tenants", "tenants:write"),
  summary: "Change a tenant",
  description: "What is left out stays. With `version`, a change in between is a conflict.",
  request: { params, body: { required: true, content: json(UpdateTenant) } },
  responses: withProblems(whole),
});
const suspend = createRoute({
  method: "post",
  path: "/tenants/{slug}/suspend",
  ...needs("Tenants", "tenants:write"),
  summary: "Cut every surface at the next request",
  request: { params, body: { required: true, content: json(SuspendTenant) } },
  responses: withProblems(whole),
});
const resume = createRoute({
  method: "post",
  path: "/tenants/{slug}/resume",
  ...needs("Tenants", "tenants:write"),
  summary: "Open every surface again",
  request: { params },
  responses: withProblems(whole),
});

const remove = createRoute({
  ...needs("Tenants", "tenants:write"),
  method: "delete",
  path: "/tenants/{slug}",
  summary: "Delete a tenant",
  description: `Every surface is cut at the next request. Until \`purgeAt\`, ${graceDays} days later, all data is kept and it can be restored; then it is torn down. The same again changes nothing.`,
  request: { params, query: DeleteTenant },
  responses: withProblems(whole),
});
const restore = createRoute({
  ...needs("Tenants", "tenants:write"),
  method: "post",
  path: "/tenants/{slug}/restore",
  summary: "Take a deletion back",
  description: "The tenant is again what it was before. A conflict when it is not being deleted or its grace is over.",
  request: { params },
  responses: withProblems(whole),
});

export function tenantRoutes(api: OpenAPIHono): void {
  for (const route of [create, change, suspend]) api.openAPIRegistry.registerPath(route);

  api.openapi(list, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:read");
    const { limit, cursor, status, search } = c.req.valid("query");
    const page = await enterStaffWithKey(key, origin, "tenants:read", (scope) =>
      tenants(scope, { after: cursor, limit, status, search }),
    );
    return c.json({ items: page.items.map(shown), nextCursor: page.next }, 200);
  });

  api.post("/tenants", async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const draft = await readInput(c.req.raw, Draft);
    const [first] = draft.plan === undefined ? await readPlatform(plans) : [];
    const input = CreateTenant.parse({ plan: first?.slug, ownerEmail: `owner@${draft.slug ?? ""}.invalid`, ...draft });
    const tenant = { id: v7(), slug: input.slug, name: input.name };
    const created = await enterNewTenantWithKey(key, origin, tenant, (scope) => createTenant(scope, input));
    return c.json(
      { ...shown(created.tenant), inviteUrl: new URL(`/invite/${created.invitation}`, settings().url).href },
      201,
    );
  });

  api.openapi(show, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:read");
    const tenant = await tenantOf(key, c.req.valid("param").slug);
    return c.json(shown(await enterTenantWithKey(key, origin, "tenants:read", tenant, tenantDetail)), 200);
  });

  api.patch("/tenants/:slug", async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const changes = await readInput(c.req.raw, z.looseObject({}));
    const tenant = await tenantOf(key, c.req.param("slug"));
    const changed = await enterTenantWithKey(key, origin, "tenants:write", tenant, async (scope) => {
      const { name, description, plan, isolation, aspects, timeZone, region, labels, version } =
        await tenantDetail(scope);
      return updateTenant(
        scope,
        UpdateTenant.parse({
          name,
          description,
          plan: plan.slug,
          isolation,
          aspects,
          timeZone,
          region,
          labels,
          version,
          ...changes,
        }),
      );
    });
    return c.json(shown(changed), 200);
  });

  api.post("/tenants/:slug/suspend", async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const input = await readInput(c.req.raw, SuspendTenant);
    const tenant = await tenantOf(key, c.req.param("slug"));
    return c.json(
      shown(await enterTenantWithKey(key, origin, "tenants:write", tenant, (scope) => suspendTenant(scope, input))),
      200,
    );
  });

  api.openapi(resume, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const tenant = await tenantOf(key, c.req.valid("param").slug);
    return c.json(shown(await enterTenantWithKey(key, origin, "tenants:write", tenant, resumeTenant)), 200);
  });

  api.openapi(remove, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const tenant = await tenantOf(key, c.req.valid("param").slug);
    const input = c.req.valid("query");
    return c.json(
      shown(await enterTenantWithKey(key, origin, "tenants:write", tenant, (scope) => deleteTenant(scope, input))),
      200,
    );
  });

  api.openapi(restore, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const tenant = await tenantOf(key, c.req.valid("param").slug);
    return c.json(shown(await enterTenantWithKey(key, origin, "tenants:write", tenant, restoreTenant)), 200);
  });
}

function shown({
  id,
  slug,
  name,
  status,
  isolation,
  aspects,
  plan,
  ownerEmail,
  description,
  timeZone,
  region,
  labels,
  statusReason,
  purgeAt,
  version,
  createdAt,
  updatedAt,
}: TenantView | TenantListItem) {
  return {
    id,
    slug,
    name,
    status,
    isolation,
    aspects,
    plan: plan.slug,
    ownerEmail,
    description,
    timeZone,
    region,
    labels,
    statusReason,
    purgeAt: purgeAt?.toISOString() ?? null,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

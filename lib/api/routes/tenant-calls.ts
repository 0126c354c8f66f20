import { createRoute, z } from "@hono/zod-openapi";
import { isolationLevels } from "../../domain/tenants/choices.ts";
import { CreateTenant, DeleteTenant, SuspendTenant, UpdateTenant } from "../../domain/tenants/model.ts";
import { graceDays, tenantStatuses } from "../../domain/tenants/status.ts";
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

const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: json(schema) });
const params = z.object({ slug: z.string().max(63) });
const reads = needs("Tenants", "tenants:read");
const writes = needs("Tenants", "tenants:write");
const answersTenant = withProblems({ 200: { description: "The tenant", content: json(TenantBody) } });

export const list = createRoute({
  method: "get",
  path: "/tenants",
  ...reads,
  summary: "Tenants by slug",
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(63).optional(),
      status: z.enum(tenantStatuses).optional(),
      search: z.string().max(120).describe("Any part of slug, name, owner's e-mail or a label").optional(),
    }),
  },
  responses: withProblems({
    200: {
      description: "A page",
      content: json(z.object({ items: z.array(TenantBody), nextCursor: z.string().nullable() })),
    },
  }),
});

export const create = createRoute({
  method: "post",
  path: "/tenants",
  ...writes,
  summary: "Create an Active tenant",
  description: "Without a plan it gets the first one; without an owner's e-mail a placeholder, to be changed by staff.",
  request: { body: body(CreateTenant) },
  responses: withProblems({
    201: {
      description: "The tenant, and where its owner gets in, shown this once",
      content: json(TenantBody.extend({ inviteUrl: z.string() })),
    },
  }),
});

export const show = createRoute({
  method: "get",
  path: "/tenants/{slug}",
  ...reads,
  summary: "A tenant",
  request: { params },
  responses: answersTenant,
});

export const change = createRoute({
  method: "patch",
  path: "/tenants/{slug}",
  ...writes,
  summary: "Change a tenant",
  description: "What is left out stays. With `version`, a change in between is a conflict.",
  request: { params, body: body(UpdateTenant) },
  responses: answersTenant,
});

export const suspend = createRoute({
  method: "post",
  path: "/tenants/{slug}/suspend",
  ...writes,
  summary: "Cut every surface at the next request",
  request: { params, body: body(SuspendTenant) },
  responses: answersTenant,
});

export const resume = createRoute({
  method: "post",
  path: "/tenants/{slug}/resume",
  ...writes,
  summary: "Open every surface again",
  request: { params },
  responses: answersTenant,
});

export const remove = createRoute({
  method: "delete",
  path: "/tenants/{slug}",
  ...writes,
  summary: "Delete a tenant",
  description: `Every surface is cut at the next request. Until \`purgeAt\`, ${graceDays} days later, all data is kept and it can be restored; then it is torn down. The same again changes nothing.`,
  request: { params, query: DeleteTenant },
  responses: answersTenant,
});

export const restore = createRoute({
  method: "post",
  path: "/tenants/{slug}/restore",
  ...writes,
  summary: "Take a deletion back",
  description: "The tenant is again what it was before. A conflict when it is not being deleted or its grace is over.",
  request: { params },
  responses: answersTenant,
});

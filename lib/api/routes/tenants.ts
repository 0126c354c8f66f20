import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { plans } from "../../domain/plans/queries.ts";
import { createTenant, resumeTenant, suspendTenant, updateTenant } from "../../domain/tenants/commands.ts";
import { deleteTenant, restoreTenant } from "../../domain/tenants/deletion.ts";
import { CreateTenant, SuspendTenant, type TenantView, UpdateTenant } from "../../domain/tenants/model.ts";
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
import type { KeyIdentity } from "../../gate/find-key.ts";
import type { Origin, Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { readInput } from "../body.ts";
import { caller } from "../context.ts";
import { change, create, list, remove, restore, resume, show, suspend } from "./tenant-calls.ts";

const Draft = z.looseObject({ slug: z.string().optional() });

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
    const changed = await written(key, origin, c.req.param("slug"), async (scope) =>
      updateTenant(scope, UpdateTenant.parse({ ...changeable(await tenantDetail(scope)), ...changes })),
    );
    return c.json(changed, 200);
  });

  api.post("/tenants/:slug/suspend", async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const input = await readInput(c.req.raw, SuspendTenant);
    return c.json(await written(key, origin, c.req.param("slug"), (scope) => suspendTenant(scope, input)), 200);
  });

  api.openapi(resume, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    return c.json(await written(key, origin, c.req.valid("param").slug, resumeTenant), 200);
  });

  api.openapi(remove, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    const input = c.req.valid("query");
    const deleted = await written(key, origin, c.req.valid("param").slug, (scope) => deleteTenant(scope, input));
    return c.json(deleted, 200);
  });

  api.openapi(restore, async (c) => {
    const { key, origin } = await caller(c);
    requireScope(key, "tenants:write");
    return c.json(await written(key, origin, c.req.valid("param").slug, restoreTenant), 200);
  });
}

async function written(key: KeyIdentity, origin: Origin, slug: string, work: (scope: Scope) => Promise<TenantView>) {
  return shown(await enterTenantWithKey(key, origin, "tenants:write", await tenantOf(key, slug), work));
}

function changeable({ name, description, plan, isolation, aspects, timeZone, region, labels, version }: TenantView) {
  return { name, description, plan: plan.slug, isolation, aspects, timeZone, region, labels, version };
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

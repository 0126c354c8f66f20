import type { z } from "zod";
import { Prisma } from "#generated/prisma/client.ts";
import { AppError, invalidField } from "../../errors.ts";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { planBySlug, plans } from "../plans/queries.ts";
import {
  type AddLabel,
  type BulkAct,
  type BulkPreview,
  bulkMax,
  type ChangePlan,
  type RemoveLabel,
  refusalOf,
} from "./bulk-model.ts";
import { tenantCondition } from "./list-filter.ts";
import { tenantTokens } from "./list-model.ts";
import { Labels, type TenantView } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import type { TenantStatus } from "./status.ts";

/** Puts the tenant on another plan. @throws AppError `conflict` where it is on it already or being deleted */
export async function changePlan(scope: Scope, { plan: slug }: z.output<typeof ChangePlan>): Promise<void> {
  const plan = await planBySlug(scope, slug);
  if (!plan) throw invalidField("plan", "No plan has this name; choose one of the list");
  const before = await lockedFor(scope, { act: "plan", plan: slug });
  await scope.db.tenant.updateMany({ where: {}, data: { planId: plan.id, version: { increment: 1 } } });
  await recordChange(scope, before, { plan: before.plan.name }, { plan: plan.name });
}

/** Adds a label, or gives one that is there another value. @throws AppError `conflict` where there is nothing to change or no room */
export async function addLabel(scope: Scope, { key, value }: z.output<typeof AddLabel>): Promise<void> {
  const before = await lockedFor(scope, { act: "label", key, value });
  await relabel(scope, before, { ...before.labels, [key]: value });
}

/** Takes a label away. @throws AppError `conflict` where there is none */
export async function removeLabel(scope: Scope, { key }: z.output<typeof RemoveLabel>): Promise<void> {
  const before = await lockedFor(scope, { act: "unlabel", key });
  const { [key]: _, ...rest } = before.labels;
  await relabel(scope, before, rest);
}

/** Which tenants an act would change and which it would leave, as they are now. Nothing is written. */
export async function previewBulk(
  scope: StaffScope,
  { act, slugs, filter, base }: { act: BulkAct; slugs?: string[]; filter: string; base: string },
): Promise<BulkPreview> {
  const condition = slugs
    ? Prisma.sql`t.slug = ANY (${slugs}::text[])`
    : tenantCondition(tenantTokens(filter, await plans(scope)), base);
  const rows = await scope.db.$queryRaw<Candidate[]>`
    SELECT t.slug, t.name, t.status::text AS status, p.slug AS "planSlug", t.labels FROM tenant t JOIN plan p ON p.id = t.plan_id
    WHERE ${condition} ORDER BY t.slug LIMIT ${bulkMax + 1}`;
  if (rows.length > bulkMax)
    throw new AppError(
      "invalid",
      "These are more than 20,000 tenants. Narrow the filter and go through them in parts.",
    );
  const judged = rows.map((row) => ({
    row,
    why: refusalOf(act, { ...row, labels: Labels.catch({}).parse(row.labels) }),
  }));
  const refused = Map.groupBy(
    judged.flatMap(({ row, why }) => (why === null ? [] : [{ slug: row.slug, name: row.name, why }])),
    ({ why }) => why,
  );
  return {
    total: rows.length,
    would: judged.flatMap(({ row, why }) => (why === null ? [row.slug] : [])),
    refused: [...refused]
      .map(([why, all]) => ({
        why,
        count: all.length,
        some: all.slice(0, someMax).map(({ slug, name }) => ({ slug, name })),
      }))
      .toSorted((a, b) => b.count - a.count),
  };
}

const someMax = 5;

type Candidate = { slug: string; name: string; status: TenantStatus; planSlug: string; labels: unknown };

/** The tenant as it is, under a lock that no other change passes before this transaction ends. */
async function lockedFor(scope: Scope, act: BulkAct): Promise<TenantView> {
  await scope.db.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${scope.tenant.id}::uuid FOR UPDATE`;
  const tenant = await tenantDetail(scope);
  const refused = refusalOf(act, { status: tenant.status, planSlug: tenant.plan.slug, labels: tenant.labels });
  if (refused) throw new AppError("conflict", refused);
  return tenant;
}

async function relabel(scope: Scope, before: TenantView, labels: Record<string, string>): Promise<void> {
  await scope.db.tenant.updateMany({ where: {}, data: { labels, version: { increment: 1 } } });
  await recordChange(scope, before, { labels: before.labels }, { labels });
}

async function recordChange(
  scope: Scope,
  { id, name }: TenantView,
  before: Prisma.InputJsonObject,
  after: Prisma.InputJsonObject,
): Promise<void> {
  await record(scope, { action: "tenant.updated", object: { kind: "tenant", id, name }, before, after });
}

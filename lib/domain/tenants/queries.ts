import { z } from "zod";
import { Prisma, type Tenant } from "#generated/prisma/client.ts";
import { AppError } from "../../errors.ts";
import type { StaffScope, ViewScope } from "../../gate/scope.ts";
import { anywhere } from "../../text.ts";
import { Aspects, BeforeDeletion, Labels, Slug, type TenantView } from "./model.ts";
import type { TenantStatus } from "./status.ts";

/** The scope's own tenant, whole. @throws AppError `not_found` */
export async function tenantDetail({ tenant, read }: ViewScope): Promise<TenantView> {
  const [found] = await read<Row & { namespaces: string[] }>("tenant_detail", detailText, [tenant.id]);
  if (!found) throw new AppError("not_found");
  const { namespaces, ...row } = found;
  return view(row, namespaces);
}

const detailText = `
  SELECT t.tenant_id AS id, t.slug, t.name, t.status::text, t.isolation::text, t.isolation_data AS "isolationData",
    t.isolation_compute AS "isolationCompute", t.isolation_network AS "isolationNetwork", t.owner_email AS "ownerEmail", t.description,
    t.time_zone AS "timeZone", t.region, t.labels, t.status_reason AS "statusReason", t.status_changed_at AS "statusChangedAt",
    t.status_changed_by AS "statusChangedBy", t.purge_at AS "purgeAt", t.teardown_at AS "teardownAt", t.before_deletion AS "beforeDeletion",
    t.version, t.created_at AS "createdAt", t.updated_at AS "updatedAt", jsonb_build_object('slug', p.slug, 'name', p.name) AS plan,
    ARRAY(SELECT n.name FROM namespace n WHERE n.tenant_id = $1::uuid ORDER BY n.name) AS namespaces
  FROM tenant t JOIN plan p ON p.id = t.plan_id WHERE t.tenant_id = $1::uuid`;

export type TenantPage = { items: TenantListItem[]; total: number; next: string | null };
export type TenantListItem = Omit<TenantView, "namespaces">;
export type TenantFilter = { search?: string; status?: TenantStatus; after?: string; limit?: number };

/** Tenants by slug, a page at a time. `search` matches any part of slug, name, owner's e-mail or a label. */
export async function tenants(
  scope: StaffScope,
  { search, status, after, limit = 50 }: TenantFilter,
): Promise<TenantPage> {
  const condition = Prisma.join(
    [
      status ? Prisma.sql`t.status = ${status}::tenant_status` : Prisma.sql`true`,
      search?.trim() ? Prisma.sql`t.search LIKE ${anywhere(search.trim().slice(0, 120))}` : Prisma.sql`true`,
    ],
    " AND ",
  );
  const [counted] = await scope.db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM tenant t WHERE ${condition}`;
  const total = counted?.total ?? 0;
  // Few are found by their own index and then ordered; of many the first come soonest in the order of slugs.
  const source =
    total <= fewMax
      ? Prisma.sql`(SELECT t.slug FROM tenant t WHERE ${condition} OFFSET 0) t WHERE true`
      : Prisma.sql`tenant t WHERE ${condition}`;
  const found = await scope.db.$queryRaw<{ slug: string }[]>`
    SELECT t.slug FROM ${source} AND ${after ? Prisma.sql`t.slug > ${after.replaceAll("\0", "")}` : Prisma.sql`true`} ORDER BY t.slug LIMIT ${limit + 1}`;
  const rows = await scope.db.tenant.findMany({
    where: { slug: { in: found.slice(0, limit).map(({ slug }) => slug) } },
    include: { plan: true },
    omit: { planId: true, ownerId: true, setup: true },
    orderBy: { slug: "asc" },
  });
  return {
    items: rows.map((row) => view(row, [])),
    total,
    next: found.length > limit ? (rows.at(-1)?.slug ?? null) : null,
  };
}

const fewMax = 2_000;

export const SlugQuestion = z.object({ slug: z.string().max(100) }).strict();

/** Whether a new tenant may have this slug, and why not. */
export async function slugAnswer(
  scope: StaffScope,
  { slug }: z.output<typeof SlugQuestion>,
): Promise<{ slug: string; free: boolean; why: string | null }> {
  const judged = Slug.safeParse(slug);
  if (!judged.success) return { slug, free: false, why: judged.error.issues[0]?.message ?? null };
  const holder = await scope.db.tenant.findUnique({ where: { slug: judged.data }, select: { name: true } });
  if (holder) return { slug, free: false, why: `${holder.name} has this slug` };
  const retired = await scope.db.teardown.findFirst({ where: { slug: judged.data }, select: { slug: true } });
  const why = retired ? "A tenant that was deleted had this slug, and it is not given again" : null;
  return { slug, free: why === null, why };
}

/** Slug and name of tenants by their ids. */
export async function tenantsById(
  scope: StaffScope,
  ids: readonly string[],
): Promise<Map<string, { slug: string; name: string }>> {
  const rows = await scope.db.tenant.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, slug: true, name: true },
  });
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]));
}

/** How many tenants there are in each status. */
export async function tenantsByStatus(scope: StaffScope): Promise<{ status: TenantStatus; count: number }[]> {
  const groups = await scope.db.tenant.groupBy({ by: ["status"], _count: true });
  return groups.map(({ status, _count }) => ({ status, count: _count }));
}

type Row = Omit<Tenant, "planId" | "ownerId" | "setup"> & { plan: { slug: string; name: string } };

function view(row: Row, namespaces: string[]): TenantView {
  const { isolationData, isolationCompute, isolationNetwork, plan, labels, beforeDeletion, ...rest } = row;
  return {
    ...rest,
    plan: { slug: plan.slug, name: plan.name },
    labels: Labels.catch({}).parse(labels),
    aspects: Aspects.parse({ data: isolationData, compute: isolationCompute, network: isolationNetwork }),
    statusBefore: BeforeDeletion.nullable().catch(null).parse(beforeDeletion)?.status ?? null,
    namespaces,
  };
}

/** How many tenants are on each plan, by the plan's id. */
export async function tenantsByPlan(scope: StaffScope): Promise<Map<string, number>> {
  const rows = await scope.db.tenant.groupBy({ by: ["planId"], _count: true });
  return new Map(rows.map(({ planId, _count }) => [planId, _count]));
}

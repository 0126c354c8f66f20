import { z } from "zod";
import type { Prisma } from "#generated/prisma/client.ts";
import { AppError } from "../../errors.ts";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { Aspects, BeforeDeletion, Labels, Slug, type TenantStatus, type TenantView } from "./model.ts";

/** The scope's own tenant, whole. @throws AppError `not_found` */
export async function tenantDetail(scope: Scope): Promise<TenantView> {
  const row = await scope.db.tenant.findFirst({ include: { plan: true } });
  if (!row) throw new AppError("not_found");
  const namespaces = await scope.db.namespace.findMany({ select: { name: true }, orderBy: { name: "asc" } });
  return view(
    row,
    namespaces.map((each) => each.name),
  );
}

export type TenantPage = { items: TenantListItem[]; total: number; next: string | null };
export type TenantListItem = Omit<TenantView, "namespaces">;
export type TenantFilter = { search?: string; status?: TenantStatus; after?: string; limit?: number };

/** Tenants by slug, a page at a time. `search` matches the beginning of a slug and any part of a name or owner's e-mail. */
export async function tenants(
  scope: StaffScope,
  { search, status, after, limit = 50 }: TenantFilter,
): Promise<TenantPage> {
  // Signs of LIKE are letters here: `%` finds a name with a percent sign, not everyone.
  const text = search
    ?.trim()
    .slice(0, 120)
    .replaceAll("\0", "")
    .replaceAll(/[\\%_]/g, "\\$&");
  const where: Prisma.TenantWhereInput = {
    ...(status ? { status } : {}),
    ...(text
      ? {
          OR: [
            { slug: { startsWith: text.toLowerCase() } },
            { name: { contains: text, mode: "insensitive" } },
            { ownerEmail: { contains: text.toLowerCase() } },
          ],
        }
      : {}),
  };
  const total = await scope.db.tenant.count({ where });
  const rows = await scope.db.tenant.findMany({
    where: after ? { AND: [where, { slug: { gt: after } }] } : where,
    include: { plan: true },
    orderBy: { slug: "asc" },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  return {
    items: shown.map((row) => view(row, [])),
    total,
    next: rows.length > limit ? (shown.at(-1)?.slug ?? null) : null,
  };
}

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

type Row = Prisma.TenantGetPayload<{ include: { plan: true } }>;

function view(row: Row, namespaces: string[]): TenantView {
  const { isolationData, isolationCompute, isolationNetwork, planId, ownerId, plan, labels, ...others } = row;
  const { beforeDeletion, setup: _, ...rest } = others;
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

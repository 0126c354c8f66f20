import { z } from "zod";
import type { Teardown } from "#generated/prisma/client.ts";
import { countedMax, type Few, fewOf } from "../../few.ts";
import type { StaffScope } from "../../gate/scope.ts";
import type { Residue, TeardownHead, TeardownView } from "./model.ts";
import { graceIsOver } from "./status.ts";

const Found = z.array(z.object({ name: z.string(), rows: z.coerce.number(), kept: z.string().nullable() }));
const Scans = z.array(z.object({ at: z.coerce.date(), found: Found }));

/** Whether this slug's tenant was unregistered by its tear-down, so that only the tombstone is left. */
export async function isErased(scope: StaffScope, slug: string): Promise<boolean> {
  return (await scope.db.teardown.count({ where: { slug, unregisteredAt: { not: null } } })) > 0;
}

/** A tear-down with every step and scan, and what is there at this moment; also one that begins in the next seconds. Null for any other tenant. */
export async function teardownOf(scope: StaffScope, slug: string): Promise<TeardownView | null> {
  const head = (await scope.db.teardown.findFirst({ where: { slug } })) ?? (await waiting(scope, slug));
  if (!head) return null;
  const steps = await scope.db.teardownStep.findMany({
    where: { tenantId: head.tenantId },
    omit: { cursor: true, tenantId: true },
    orderBy: { position: "asc" },
  });
  return {
    ...headOf(head),
    scans: Scans.catch([]).parse(head.scans),
    now: head.doneAt ? await residue(scope, head.tenantId) : null,
    steps: steps.map((step) => ({ ...step, rows: Number(step.rows), accounts: Number(step.accounts) })),
  };
}

/** The tear-downs of all tenants, latest first. `before` is the moment the last one seen began. */
export async function teardowns(
  scope: StaffScope,
  { before, limit = 50 }: { before?: Date; limit?: number } = {},
): Promise<{ items: TeardownHead[]; next: string | null }> {
  const rows = await scope.db.teardown.findMany({
    where: before ? { beganAt: { lt: before } } : {},
    orderBy: { beganAt: "desc" },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(headOf),
    next: rows.length > limit ? (shown.at(-1)?.beganAt.toISOString() ?? null) : null,
  };
}

export type StuckTeardown = { slug: string; name: string; beganAt: string; residue: { name: string; rows: number }[] };

/** A tear-down that takes longer has failed somewhere: the job tries again every few seconds. */
export const teardownMinutesMax = 30;

/** Tear-downs that do not come to their end, and those that ended while rows were left of what should be gone. */
export async function stuckTeardowns(scope: StaffScope, limit: number): Promise<Few<StuckTeardown>> {
  const rows = await scope.db.$queryRaw<{ slug: string; name: string; began: Date; scan: unknown; total: bigint }[]>`
    SELECT slug, name, began_at AS began, scans -> -1 AS scan, count(*) OVER () AS total FROM (
      (SELECT * FROM teardown WHERE done_at IS NULL AND began_at < now() - ${`${teardownMinutesMax} minutes`}::interval ORDER BY began_at LIMIT ${countedMax + 1})
      UNION ALL
      (SELECT * FROM teardown WHERE jsonb_path_exists(scans, '$[last].found[*] ? (@.kept == null)') AND done_at IS NOT NULL ORDER BY began_at LIMIT ${countedMax + 1})
    ) t ORDER BY began_at LIMIT ${limit}`;
  return fewOf(rows, ({ slug, name, began, scan }) => ({
    slug,
    name,
    beganAt: began.toISOString(),
    residue: (Scans.element.safeParse(scan).data?.found ?? []).filter(({ kept }) => kept === null),
  }));
}

/** Counts the tenant's rows in every table there is, now. */
async function residue(scope: StaffScope, tenantId: string): Promise<Residue[]> {
  const rows = await scope.db.$queryRaw`
    SELECT name, rows::float8 AS rows, kept FROM tenant_residue(${tenantId}::uuid) WHERE rows > 0`;
  return Found.parse(rows);
}

async function waiting(scope: StaffScope, slug: string) {
  const tenant = await scope.db.tenant.findFirst({ where: { slug, status: "Terminating" } });
  if (!tenant?.purgeAt || !graceIsOver(tenant.purgeAt)) return null;
  const { id, name, statusChangedAt: deletedAt, statusChangedBy: deletedBy, statusReason: reason, purgeAt } = tenant;
  const later = { beganAt: null, unregisteredAt: null, doneAt: null, scans: [] };
  return { tenantId: id, slug, name, deletedAt, deletedBy, reason, purgeAt, ...later };
}

function headOf({
  scans: _,
  ...head
}: Omit<Teardown, "beganAt" | "scans"> & { beganAt: Date | null; scans: unknown }): TeardownHead {
  return head;
}

import { Prisma } from "#generated/prisma/client.ts";
import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { BeforeDeletion, type DeleteTenant, type EraseTenant, type TenantView } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import { graceDays, sourcesOf } from "./status.ts";
import { noteCut } from "./surfaces.ts";

/**
 * Cuts every surface at the next request and sets the day of the tear-down. Until then all data is kept and the tenant can be restored.
 * Doing so twice changes nothing and writes nothing. No quota has a say in it.
 */
export async function deleteTenant(scope: Scope, { reason }: DeleteTenant): Promise<TenantView> {
  const now = await locked(scope);
  const { count } = await scope.db.tenant.updateMany({
    where: { status: { in: sourcesOf("Terminating") } },
    data: {
      status: "Terminating",
      statusReason: reason ?? null,
      statusChangedAt: now,
      statusChangedBy: scope.actor.name,
      purgeAt: new Date(now.getTime() + graceDays * 86_400_000),
      beforeDeletion: await standing(scope),
      version: { increment: 1 },
    },
  });
  const after = await tenantDetail(scope);
  if (count === 0) return after;
  if (after.statusBefore !== "Suspended") await noteCut(scope);
  await record(scope, {
    action: "tenant.deleted",
    object: objectOf(after),
    before: { status: after.statusBefore },
    after: { status: after.status, purgeAt: after.purgeAt?.toISOString() ?? null },
    reason,
  });
  return after;
}

/** Takes a deletion back: the tenant is again what it was. @throws AppError `conflict` when it is not being deleted, or its grace is over */
export async function restoreTenant(scope: Scope): Promise<TenantView> {
  const now = await locked(scope);
  const deleted = await scope.db.tenant.findFirst({ select: { beforeDeletion: true } });
  const before = BeforeDeletion.safeParse(deleted?.beforeDeletion).data;
  const { count } = await scope.db.tenant.updateMany({
    where: { status: "Terminating", purgeAt: { gt: now }, teardownAt: null, ...(before ? {} : { id: { in: [] } }) },
    data: {
      status: before?.status,
      statusReason: before?.reason,
      statusChangedAt: before?.since,
      statusChangedBy: before?.by,
      purgeAt: null,
      beforeDeletion: Prisma.DbNull,
      version: { increment: 1 },
    },
  });
  const after = await tenantDetail(scope);
  if (count === 0)
    throw new AppError(
      "conflict",
      after.status === "Terminating"
        ? "The grace of this deletion is over: the tenant is being torn down and cannot be restored"
        : `Only a tenant that is being deleted can be restored; this one is ${after.status}`,
    );
  await record(scope, {
    action: "tenant.restored",
    object: objectOf(after),
    before: { status: "Terminating" },
    after: { status: after.status },
  });
  return after;
}

/** Ends the grace now; the tear-down begins within seconds and cannot be undone. @throws AppError `invalid` when the slug is not typed, `conflict` when nothing is deleted */
export async function eraseTenant(scope: Scope, { slug }: EraseTenant): Promise<TenantView> {
  if (slug !== scope.tenant.slug) throw invalidField("slug", `Type ${scope.tenant.slug} to erase it`);
  const now = await locked(scope);
  const { count } = await scope.db.tenant.updateMany({
    where: { status: "Terminating", purgeAt: { gt: now }, teardownAt: null },
    data: { purgeAt: now, version: { increment: 1 } },
  });
  const after = await tenantDetail(scope);
  if (after.status !== "Terminating")
    throw new AppError("conflict", `Only a deleted tenant can be erased; this one is ${after.status}`);
  if (count === 1)
    await record(scope, {
      action: "tenant.erased_early",
      object: objectOf(after),
      after: { purgeAt: after.purgeAt?.toISOString() ?? null },
    });
  return after;
}

/** Locks the tenant, so that what is read of it is what is changed, and tells the time by the clock that the tear-down goes by. */
async function locked(scope: Scope): Promise<Date> {
  await scope.db.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${scope.tenant.id}::uuid FOR UPDATE`;
  const [row] = await scope.db.$queryRaw<{ now: Date }[]>`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`;
  if (!row) throw new AppError("internal");
  return row.now;
}

async function standing(scope: Scope) {
  const { status, statusReason, statusChangedAt, statusChangedBy } = await tenantDetail(scope);
  return { status, reason: statusReason, since: statusChangedAt.toISOString(), by: statusChangedBy };
}

function objectOf({ id, name }: TenantView) {
  return { kind: "tenant", id, name };
}

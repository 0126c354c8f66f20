import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { type DeleteTenant, type EraseTenant, graceDays, sourcesOf, type TenantView } from "./model.ts";
import { tenantDetail } from "./queries.ts";

type Was = { status: string };

/**
 * Cuts every surface at the next request and sets the day of the tear-down. Until then all data is kept and the tenant can be restored.
 * Doing so twice changes nothing and writes nothing. No quota has a say in it.
 */
export async function deleteTenant(scope: Scope, { reason }: DeleteTenant): Promise<TenantView> {
  const [was] = await scope.db.$queryRaw<Was[]>`
    UPDATE tenant SET status = 'Terminating', purge_at = now() + make_interval(days => ${graceDays}::int),
      before_deletion = jsonb_build_object('status', status, 'reason', status_reason, 'since', status_changed_at, 'by', status_changed_by),
      status_reason = ${reason ?? null}, status_changed_at = now(), status_changed_by = ${scope.actor.name}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${scope.tenant.id}::uuid AND status::text = ANY (${sourcesOf("Terminating")})
    RETURNING before_deletion ->> 'status' AS status`;
  const after = await tenantDetail(scope);
  if (was)
    await record(scope, {
      action: "tenant.deleted",
      object: objectOf(after),
      before: { status: was.status },
      after: { status: after.status, purgeAt: after.purgeAt?.toISOString() ?? null },
      reason,
    });
  return after;
}

/** Takes a deletion back: the tenant is again what it was. @throws AppError `conflict` when it is not being deleted, or its grace is over */
export async function restoreTenant(scope: Scope): Promise<TenantView> {
  const restored = await scope.db.$executeRaw`
    UPDATE tenant SET status = (before_deletion ->> 'status')::tenant_status, status_reason = before_deletion ->> 'reason',
      status_changed_at = (before_deletion ->> 'since')::timestamptz, status_changed_by = before_deletion ->> 'by',
      purge_at = NULL, before_deletion = NULL, version = version + 1, updated_at = now()
    WHERE tenant_id = ${scope.tenant.id}::uuid AND status = 'Terminating' AND before_deletion IS NOT NULL
      AND purge_at > now() AND teardown_at IS NULL`;
  const after = await tenantDetail(scope);
  if (restored === 0)
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
  const ended = await scope.db.$executeRaw`
    UPDATE tenant SET purge_at = now(), version = version + 1, updated_at = now()
    WHERE tenant_id = ${scope.tenant.id}::uuid AND status = 'Terminating' AND purge_at > now() AND teardown_at IS NULL`;
  const after = await tenantDetail(scope);
  if (after.status !== "Terminating")
    throw new AppError("conflict", `Only a deleted tenant can be erased; this one is ${after.status}`);
  if (ended === 1)
    await record(scope, {
      action: "tenant.erased_early",
      object: objectOf(after),
      after: { purgeAt: after.purgeAt?.toISOString() ?? null },
    });
  return after;
}

function objectOf({ id, name }: TenantView) {
  return { kind: "tenant", id, name };
}

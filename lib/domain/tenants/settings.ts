import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { updateTenant } from "./commands.ts";
import { type ChangeSettings, type TenantView, UpdateTenant } from "./model.ts";
import { tenantDetail } from "./queries.ts";

/** Changes what a tenant's owner may say of it; all else stays as it is. @throws AppError `conflict` when it changed since `version` was read */
export async function changeSettings(scope: Scope, input: ChangeSettings): Promise<TenantView> {
  const { plan, isolation, aspects, region, labels } = await tenantDetail(scope);
  const all = UpdateTenant.parse({ plan: plan.slug, isolation, aspects, region, labels, ...input });
  return updateTenant(scope, all).catch((error: unknown) => {
    throw withoutHolder(error);
  });
}

// An owner is not told that there is another tenant, and so not of that name.
function withoutHolder(error: unknown): unknown {
  if (!(error instanceof AppError) || !error.errors.some(({ path }) => path === "name")) return error;
  const message = "This name cannot be used; choose another";
  return new AppError("conflict", message, { errors: [{ path: "name", message }] });
}

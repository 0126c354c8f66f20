import type { Scope } from "../../gate/scope.ts";
import { updateTenant } from "./commands.ts";
import { type ChangeSettings, type TenantView, UpdateTenant } from "./model.ts";
import { tenantDetail } from "./queries.ts";

/** Changes what a tenant's owner may say of it; all else stays as it is. @throws AppError `conflict` when it changed since `version` was read */
export async function changeSettings(scope: Scope, input: ChangeSettings): Promise<TenantView> {
  const { plan, isolation, aspects, region, labels } = await tenantDetail(scope);
  return updateTenant(scope, UpdateTenant.parse({ plan: plan.slug, isolation, aspects, region, labels, ...input }));
}

import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { EditTenantForm } from "#components/tenants/edit-tenant-form.tsx";
import { lastOf } from "#lib/domain/audit/queries.ts";
import { plans } from "#lib/domain/plans/queries.ts";
import { planLimits } from "#lib/domain/quotas/plan-limits.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { update } from "../../actions.ts";
import { timeZones } from "../../time-zones.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Edit");

export default async function EditTenantPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "tenants:write", (await params).tenant, async (scope) => ({
    tenant: await tenantDetail(scope),
    choices: await plans(scope),
    limits: await planLimits(scope),
    lastChange: await lastOf(scope, "tenant.updated"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  return (
    <>
      <TenantCrumbs tenant={loaded.tenant} page="Edit" />
      <EditTenantForm
        tenant={loaded.tenant}
        lastChange={loaded.lastChange}
        update={update}
        plans={loaded.choices}
        limits={loaded.limits}
        timeZones={timeZones}
      />
    </>
  );
}

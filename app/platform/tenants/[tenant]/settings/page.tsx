import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { DeletionPanel } from "#components/tenants/deletion-panel.tsx";
import { SurfacePanel } from "#components/tenants/surface-panel.tsx";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { surfaceCuts } from "#lib/domain/tenants/surfaces.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { erase, remove } from "../../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Settings");

export default async function TenantSettingsPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "tenants:read", (await params).tenant, async (scope) => ({
    tenant: await tenantDetail(scope),
    cuts: await surfaceCuts(scope),
    mayDelete: scope.can("tenants:delete"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, cuts, mayDelete } = loaded;
  return (
    <>
      <TenantCrumbs tenant={tenant} page="Settings" />
      <div className="grid gap-4">
        <SurfacePanel tenant={tenant} cuts={cuts} />
        <DeletionPanel tenant={tenant} mayDelete={mayDelete} remove={remove} erase={erase} />
      </div>
    </>
  );
}

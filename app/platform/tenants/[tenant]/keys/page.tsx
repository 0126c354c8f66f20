import { KeyTable } from "#components/keys/key-table.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { keys } from "#lib/domain/keys/queries.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "API keys");

// More than any tenant has; beyond it the list would need pages.
const keysMax = 2_000;

export default async function TenantKeysPage({ params }: { params: TenantParams }) {
  const loaded = await loadTenant("platform", "keys:read", (await params).tenant, async (scope) => ({
    tenant: scope.tenant,
    all: await keys(scope, { limit: keysMax }),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, all } = loaded;
  return (
    <>
      <TenantCrumbs tenant={tenant} page="API keys" />
      <Panel
        flush
        footer={
          all.length > 0 && (
            <Pagination from={1} to={all.length} total={all.length} noun={all.length === 1 ? "key" : "keys"} />
          )
        }
      >
        {all.length > 0 ? (
          <KeyTable keys={all} />
        ) : (
          <EmptyState kind="first-use" icon="key" title="No API keys yet">
            {tenant.name} makes its own keys in its console.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

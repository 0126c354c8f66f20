import { KeyTable } from "#components/keys/key-table.tsx";
import { NewKey } from "#components/keys/new-key.tsx";
import { RevokeKey } from "#components/keys/revoke-key.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { keys } from "#lib/domain/keys/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { scopesFor } from "#lib/gate/permissions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { create, revoke } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "API keys");

export default async function KeysPage({ params }: { params: TenantParams }) {
  const { tenant } = await params;
  const loaded = await loadTenant("console", "keys:read", tenant, async (scope) => ({
    all: await keys(scope),
    meter: (await meters(scope))[0] ?? null,
    mayWrite: scope.can("keys:write"),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { all, meter, mayWrite } = loaded;
  const active = all.filter(({ state }) => state === "active").length;
  return (
    <>
      <PageCrumbs items={[{ label: "API keys" }]} />
      <PageHeader
        title="API keys"
        sub={all.length > 0 && `${active} active`}
        actions={
          mayWrite && (
            <NewKey
              slug={tenant}
              scopes={scopesFor("tenant")}
              apiUrl={settings().url.origin}
              meter={meter}
              create={create}
            />
          )
        }
      />
      <Panel flush>
        {all.length > 0 ? (
          <KeyTable
            keys={all}
            renderAct={
              mayWrite
                ? ({ id, name, state }) =>
                    state === "active" && <RevokeKey slug={tenant} id={id} name={name} revoke={revoke} />
                : undefined
            }
          />
        ) : (
          <EmptyState kind="first-use" icon="key" title="No API keys yet">
            Your servers use a key to report usage. Make one, and the first call is shown with it.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

import { z } from "zod";
import { KeysPanel } from "#components/keys/keys-panel.tsx";
import { NewKey } from "#components/keys/new-key.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { keyPage } from "#lib/domain/keys/queries.ts";
import { firstMeter } from "#lib/domain/meters/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenantView } from "#lib/gate/page.ts";
import { scopesFor } from "#lib/gate/permissions.ts";
import { type Address, rowOf, wordOf } from "../../../address.ts";
import { consoleTenant, type TenantParams, titleOf } from "../tenant.ts";
import { create, restrict, revoke, rotate } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "API keys");

export default async function KeysPage({ params, searchParams }: { params: TenantParams; searchParams: Address }) {
  const { tenant } = await params;
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const loaded = await loadTenantView("console", "keys:read", tenant, async (scope) => ({
    page: await keyPage(scope, { before }),
    meter: await firstMeter(scope),
    mayWrite: scope.can("keys:write"),
    log: scope.can("audit:read") ? `/t/${tenant}` : undefined,
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { page, meter, mayWrite, log } = loaded;
  const { zone } = await consoleTenant(tenant);
  const path = `/t/${tenant}/keys`;
  const place = { tenant, apiUrl: settings().url.origin, meter, useUrl: `${path}/use` };
  return (
    <>
      <OwnerHeader
        part="API keys"
        sub={page.total > 0 && `${page.active} active`}
        actions={mayWrite && <NewKey {...place} offered={scopesFor("tenant")} create={create.bind(null, tenant)} />}
      />
      <KeysPanel
        {...place}
        page={page}
        zone={zone}
        path={path}
        from={before ? rowOf(address) : 1}
        mayWrite={mayWrite}
        log={log}
        none="Your servers use a key to report usage. Make one, and the first call is shown with it."
        restrict={restrict.bind(null, tenant)}
        rotate={rotate.bind(null, tenant)}
        revoke={revoke.bind(null, tenant)}
      />
    </>
  );
}

import { z } from "zod";
import { KeysPanel } from "#components/keys/keys-panel.tsx";
import { NewKey } from "#components/keys/new-key.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { keyPage } from "#lib/domain/keys/queries.ts";
import { firstMeter } from "#lib/domain/meters/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenantView } from "#lib/gate/page.ts";
import { scopesFor } from "#lib/gate/permissions.ts";
import { type Address, rowOf, wordOf } from "../../../../address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";
import { TenantCrumbs } from "../tenant-crumbs.tsx";
import { create, restrict, revoke, rotate } from "./actions.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "API keys");

type Props = { params: TenantParams; searchParams: Address };

export default async function TenantKeysPage({ params, searchParams }: Props) {
  const { tenant: slug } = await params;
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const loaded = await loadTenantView("platform", "keys:read", slug, async (scope) => ({
    tenant: scope.tenant,
    page: await keyPage(scope, { before }),
    meter: await firstMeter(scope),
    mayWrite: scope.can("keys:write"),
    log: scope.can("audit:read") ? `/platform/tenants/${slug}` : undefined,
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, page, meter, mayWrite, log } = loaded;
  const path = `/platform/tenants/${slug}/keys`;
  const place = { tenant: slug, apiUrl: settings().url.origin, meter, useUrl: `${path}/use` };
  return (
    <>
      <TenantCrumbs tenant={tenant} page="API keys" />
      {mayWrite && (
        <div className="mb-4 flex justify-end">
          <NewKey {...place} offered={scopesFor("tenant")} create={create.bind(null, slug)} />
        </div>
      )}
      <KeysPanel
        {...place}
        page={page}
        path={path}
        from={before ? rowOf(address) : 1}
        mayWrite={mayWrite}
        log={log}
        none={`${tenant.name} makes its own keys in its console.`}
        restrict={restrict.bind(null, slug)}
        rotate={rotate.bind(null, slug)}
        revoke={revoke.bind(null, slug)}
      />
    </>
  );
}

import { z } from "zod";
import { KeysPanel } from "#components/keys/keys-panel.tsx";
import { NewKey } from "#components/keys/new-key.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { keyPage } from "#lib/domain/keys/queries.ts";
import { firstMeter } from "#lib/domain/meters/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadPlatformView } from "#lib/gate/page.ts";
import { scopesFor } from "#lib/gate/permissions.ts";
import { type Address, rowOf, wordOf } from "../../address.ts";
import { create, restrict, revoke, rotate } from "./actions.ts";

export const metadata = { title: "Platform keys" };

export default async function PlatformKeysPage({ searchParams }: { searchParams: Address }) {
  const address = await searchParams;
  const before = z.uuid().safeParse(wordOf(address, "before")).data;
  const loaded = await loadPlatformView("keys:read", async (scope) => ({
    page: await keyPage(scope, { before }),
    meter: await firstMeter(scope),
    mayWrite: scope.can("keys:write"),
    log: scope.can("audit:read") ? "/platform" : undefined,
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { page, meter, mayWrite, log } = loaded;
  const place = { tenant: null, apiUrl: settings().url.origin, meter, useUrl: "/platform/keys/use" };
  return (
    <>
      <PageCrumbs items={[{ label: "Platform keys" }]} />
      <PageHeader
        title="Platform keys"
        sub="For servers that act for every tenant: each call names one"
        actions={mayWrite && <NewKey {...place} offered={scopesFor("platform")} create={create} />}
      />
      <KeysPanel
        {...place}
        page={page}
        path="/platform/keys"
        from={before ? rowOf(address) : 1}
        mayWrite={mayWrite}
        log={log}
        none="A server that serves all tenants, or reads the metrics, uses a key of the platform."
        restrict={restrict}
        rotate={rotate}
        revoke={revoke}
      />
    </>
  );
}

import Link from "next/link";
import { HistoryLink } from "#components/audit/history-link.tsx";
import { apiReference } from "#components/shell/api-reference.ts";
import { ReadAge } from "#components/shell/read-age.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { KeyPage } from "#lib/domain/keys/model.ts";
import { CallForms } from "./call-forms.tsx";
import { examples } from "./example.ts";
import { KeyAddresses } from "./key-addresses.tsx";
import type { KeyPlace } from "./key-shown.tsx";
import { KeyTable } from "./key-table.tsx";
import { RevokeKey } from "./revoke-key.tsx";
import { RotateKey } from "./rotate-key.tsx";

type Props = KeyPlace & {
  page: KeyPage;
  /** Whose clock the table follows. */
  zone?: string;
  /** Where the list lives, and the row at which this page of it begins. */
  path: string;
  from: number;
  mayWrite: boolean;
  /** Where the log lies, for one who may read it. */
  log?: string;
  /** What is said where there are none. */
  none: string;
  restrict: Parameters<typeof KeyAddresses>[0]["restrict"];
  rotate: Parameters<typeof RotateKey>[0]["rotate"];
  revoke: Parameters<typeof RevokeKey>[0]["revoke"];
};

/** A page of keys with what can be done to each, and the call they are for. */
export function KeysPanel({ page, zone, path, from, mayWrite, log, none, restrict, rotate, revoke, ...place }: Props) {
  if (page.total === 0)
    return (
      <div className="grid gap-4">
        <Panel>
          <EmptyState kind="first-use" icon="key" title="No API keys yet">
            {none}
          </EmptyState>
        </Panel>
        <FirstCall {...place} />
      </div>
    );
  const to = from + page.items.length - 1;
  return (
    <div className="grid gap-4">
      <Panel
        flush
        footer={
          <Pagination
            from={from}
            to={to}
            total={page.total}
            noun={page.total === 1 ? "key" : "keys"}
            previousHref={from > 1 ? path : undefined}
            nextHref={
              page.next ? `${path}?${new URLSearchParams({ before: page.next, from: String(to + 1) })}` : undefined
            }
          >
            <ReadAge />
          </Pagination>
        }
      >
        <KeyTable
          keys={page.items}
          zone={zone}
          renderAddresses={
            mayWrite
              ? (key) => key.state === "active" && <KeyAddresses restricted={key} restrict={restrict} />
              : undefined
          }
          renderAct={
            mayWrite || log
              ? (key) => (
                  <>
                    {log && <HistoryLink home={log} id={key.id} name={key.name} />}
                    {mayWrite && <RotateKey {...place} rotated={key} rotate={rotate} />}
                    {mayWrite && key.state === "active" && <RevokeKey id={key.id} name={key.name} revoke={revoke} />}
                  </>
                )
              : undefined
          }
        />
      </Panel>
      <FirstCall {...place} />
    </div>
  );
}

/** What a key is for: a call to paste, with a key in the place of YOUR_KEY. */
function FirstCall({ tenant, apiUrl, meter }: KeyPlace) {
  const scopes = tenant === null ? ["tenants:read"] : ["usage:write"];
  return (
    <Panel
      title="Call the API"
      sub={apiUrl}
      actions={
        <Button size="sm" icon={apiReference.icon} render={<Link href={apiReference.href} />}>
          {apiReference.label}
        </Button>
      }
    >
      <div className="max-w-160">
        <CallForms examples={examples({ apiUrl, key: "YOUR_KEY", scopes, meter, ofPlatform: tenant === null })} />
      </div>
    </Panel>
  );
}

import Link from "next/link";
import { ReadAge } from "#components/shell/read-age.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { auditFields } from "#lib/domain/audit/list-model.ts";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { withToken } from "#lib/filter-tokens.ts";
import { AuditTable } from "./audit-table.tsx";
import { EntryLook } from "./entry-look.tsx";
import { knownActions } from "./words.ts";

export type AuditPlace = {
  items: readonly AuditEntryView[];
  next: string | null;
  /** How many the filter matches, where that is known. */
  found?: number | null;
  /** Where the list lives, and what it is filtered by. */
  path: string;
  filter?: string;
  /** The row it begins at, and whether newer ones lie before it. */
  from: number;
  paged: boolean;
  /** The entry that was looked for: the list begins there. */
  entry?: string;
  acrossTenants?: boolean;
  /** Whose clock the entries follow. */
  zone?: string;
  /** What the objects are called that the filter names by their ids. */
  names?: Readonly<Record<string, string>>;
};

/** A page of audit entries, newest first, with the way to older ones. */
export function AuditPanel({
  items,
  next,
  found,
  path,
  filter = "",
  from,
  paged,
  entry,
  acrossTenants,
  zone = "UTC",
  names,
}: AuditPlace) {
  const newest = filter ? `${path}?${new URLSearchParams({ q: filter })}` : path;
  if (items.length === 0) return <NoEntries filter={filter} path={path} newest={newest} paged={paged} />;
  const to = from + items.length - 1;
  const fields = auditFields(acrossTenants ?? false, knownActions, names);
  const jumped = entry !== undefined && !paged;
  const older = new URLSearchParams({ ...(filter && { q: filter }), before: next ?? "", from: String(to + 1) });
  return (
    <Panel
      flush
      footer={
        jumped ? (
          <Jumped newest={newest} older={next ? `${path}?${older}` : undefined} />
        ) : (
          <Pagination
            from={from}
            to={to}
            total={found ?? (next ? undefined : to)}
            noun={items.length === 1 && from === 1 ? "entry" : "entries"}
            nextHref={next ? `${path}?${older}` : undefined}
          >
            <ReadAge />
            {paged && (
              <Link className="underline underline-offset-4" href={newest}>
                Newest
              </Link>
            )}
          </Pagination>
        )
      }
    >
      <AuditTable
        items={items}
        acrossTenants={acrossTenants}
        marked={entry}
        zone={zone}
        filterHref={(token) => `${path}?${new URLSearchParams({ q: withToken(filter, token, fields) })}`}
      />
      <EntryLook path={path} zone={zone} />
    </Panel>
  );
}

function Jumped({ newest, older }: { newest: string; older?: string }) {
  return (
    <nav aria-label="Pages of entries" className="flex w-full flex-wrap items-center gap-3">
      <span>Begins at the marked entry</span>
      <ReadAge />
      <Link className="underline underline-offset-4" href={newest}>
        Newest
      </Link>
      {older && (
        <Button size="sm" className="ml-auto" render={<Link href={older} rel="next" />}>
          Next
        </Button>
      )}
    </nav>
  );
}

function NoEntries({ filter, path, newest, paged }: { filter: string; path: string; newest: string; paged: boolean }) {
  if (filter && !paged)
    return (
      <Panel>
        <EmptyState
          kind="no-match"
          icon="list"
          title="No entry matches"
          action={<Button render={<Link href={path} />}>Clear</Button>}
        >
          <p>
            Asked for <code className="break-all rounded-inner bg-sunken px-1 text-12">{filter}</code>
          </p>
          <p className="mt-1">Words are looked for in who acted, what was done, what it was done to and why.</p>
        </EmptyState>
      </Panel>
    );
  return (
    <Panel>
      <EmptyState
        kind={paged ? "no-match" : "first-use"}
        icon="list"
        title={paged ? "No older entries" : "No entries yet"}
        action={paged && <Button render={<Link href={newest} />}>Newest entries</Button>}
      >
        Every change by anyone stands here, in the same moment as the change.
      </EmptyState>
    </Panel>
  );
}

import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { AuditTable } from "./audit-table.tsx";

/**
 * A page of audit entries, newest first, with the way to older ones. `path` is where the list lives, `from` the row it
 * begins at, `paged` whether newer ones lie before it.
 */
export function AuditPanel({
  items,
  next,
  path,
  from,
  paged,
  acrossTenants,
}: {
  items: readonly AuditEntryView[];
  next: string | null;
  path: string;
  from: number;
  paged: boolean;
  acrossTenants?: boolean;
}) {
  if (items.length === 0)
    return (
      <Panel>
        <EmptyState
          kind={paged ? "no-match" : "first-use"}
          icon="list"
          title={paged ? "No older entries" : "No entries yet"}
          action={paged && <Button render={<Link href={path} />}>Newest entries</Button>}
        >
          Every change by anyone stands here, in the same moment as the change.
        </EmptyState>
      </Panel>
    );
  const to = from + items.length - 1;
  return (
    <Panel
      flush
      footer={
        <Pagination
          from={from}
          to={to}
          total={next ? undefined : to}
          noun={items.length === 1 && from === 1 ? "entry" : "entries"}
          nextHref={next ? `${path}?${new URLSearchParams({ before: next, from: String(to + 1) })}` : undefined}
        >
          {paged && (
            <Link className="underline underline-offset-4" href={path}>
              Newest
            </Link>
          )}
        </Pagination>
      }
    >
      <AuditTable items={items} acrossTenants={acrossTenants} />
    </Panel>
  );
}

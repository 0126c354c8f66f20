import Link from "next/link";
import { ReadAge } from "#components/shell/read-age.tsx";
import { Button } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { RecentChanges } from "./recent-changes.tsx";

/** What was done to one object, the newest of it, with the way to all of it. */
export function HistoryPanel({ items, href }: { items: readonly AuditEntryView[]; href: string }) {
  return (
    <Panel
      age={<ReadAge />}
      title="History"
      flush
      actions={
        <Button size="sm" render={<Link href={href} />}>
          All entries
        </Button>
      }
    >
      {items.length > 0 ? (
        <RecentChanges items={items} />
      ) : (
        <p className="px-4 pb-4 text-14 text-text-2">Nothing was changed yet.</p>
      )}
    </Panel>
  );
}

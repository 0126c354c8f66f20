import Link from "next/link";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { actionInWords, objectInWords } from "./words.ts";

const ICONS: Record<string, IconName> = {
  tenant: "building",
  member: "users",
  staff: "user",
  key: "key",
  meter: "activity",
  plan: "box",
};

/** The newest entries as sentences. Across tenants each leads to its tenant in the portal. */
export function RecentChanges({ items, acrossTenants }: { items: readonly AuditEntryView[]; acrossTenants?: boolean }) {
  return (
    <ol className="text-13">
      {items.map((entry) => (
        <li key={entry.id} className="flex min-h-9 items-start gap-3 border-t px-4 py-2 first:border-t-0">
          <Icon name={ICONS[entry.objectKind] ?? "list"} className="mt-0.5 shrink-0 text-text-3" />
          <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <span className="font-medium">{entry.actorName}</span> {actionInWords(entry.action)}{" "}
            <Target entry={entry} linked={acrossTenants ?? false} />
          </p>
          <span className="shrink-0 text-text-3 tabular-nums">
            <RelativeTime date={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Target({
  entry: { tenant, objectKind, objectName, meterName },
  linked,
}: {
  entry: AuditEntryView;
  linked: boolean;
}) {
  const object = (
    <span className="font-medium" title={objectName}>
      {objectInWords(objectKind, objectName, meterName)}
    </span>
  );
  if (!tenant || !linked) return object;
  const link = (
    <Link href={`/platform/tenants/${tenant.slug}`} className="font-medium underline-offset-4 hover:underline">
      {tenant.name}
    </Link>
  );
  if (objectKind === "tenant") return link;
  return (
    <>
      {object} in {link}
    </>
  );
}

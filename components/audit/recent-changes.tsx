import type { IconName } from "#components/ui/icon.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { type ChangeLine, ChangeLines } from "./change-lines.tsx";
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
  return <ChangeLines lines={items.map((entry) => lineOf(entry, acrossTenants ?? false))} />;
}

function lineOf(entry: AuditEntryView, linked: boolean): ChangeLine {
  const { id, actorName, action, tenant, objectKind, objectName, meterName, at } = entry;
  const of = tenant && linked ? { name: tenant.name, href: `/platform/tenants/${tenant.slug}` } : null;
  return {
    id,
    icon: ICONS[objectKind] ?? "list",
    who: actorName,
    did: actionInWords(action),
    // A tenant's own name is said once, by the way to it.
    object:
      of && objectKind === "tenant"
        ? null
        : { name: objectInWords(objectKind, objectName, meterName), whole: objectName },
    of,
    at,
  };
}

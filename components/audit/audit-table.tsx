import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { ChangeList } from "./change-list.tsx";
import { actionTitle, actorInWords } from "./words.ts";

const TOP = "py-2 align-top";
const WRAP = "whitespace-normal [overflow-wrap:anywhere]";

/** Who did what to what, when, from where and why. With `acrossTenants` each row also leads to its tenant in the portal. */
export function AuditTable({ items, acrossTenants }: { items: readonly AuditEntryView[]; acrossTenants?: boolean }) {
  return (
    <DataTable label="Audit entries" sticky>
      <THead>
        <Th>When</Th>
        <Th>Who</Th>
        <Th>What</Th>
        <Th>Object</Th>
        <Th>Change</Th>
        <Th>Reason</Th>
        <Th>From</Th>
      </THead>
      <TBody>
        {items.map((entry) => (
          <Tr key={entry.id}>
            <Td className={TOP}>
              <DateTime date={entry.at} />
            </Td>
            <Td className={`${TOP} ${WRAP} min-w-28`}>
              <span className="font-medium">{entry.actorName}</span>{" "}
              <span className="text-12 text-text-3">{actorInWords(entry.actorKind)}</span>
            </Td>
            <Td className={TOP}>{actionTitle(entry.action)}</Td>
            <Td className={`${TOP} ${WRAP} min-w-40`}>
              <ObjectOf entry={entry} linked={acrossTenants} />
            </Td>
            <ChangeCell entry={entry} />
            <Td className={`${TOP} ${WRAP} min-w-32`} empty={entry.reason ? undefined : "No reason was asked for"}>
              {entry.reason}
            </Td>
            <Td className={TOP} mono empty={entry.ip ? undefined : "Done on the machine itself"}>
              {entry.ip}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

// The object's own name stands in the column before.
function ChangeCell({ entry: { changes, objectName } }: { entry: AuditEntryView }) {
  const told = changes.filter(({ from, to }) => from !== "–" || to !== objectName);
  return (
    <Td className={`${TOP} ${WRAP} min-w-56`} empty={told.length ? undefined : "It changed no field"}>
      <ChangeList changes={told} />
    </Td>
  );
}

function ObjectOf({ entry, linked }: { entry: AuditEntryView; linked?: boolean }) {
  const { tenant, objectKind, objectName } = entry;
  if (!linked || !tenant) return <>{objectName}</>;
  const link = (
    <Link href={`/platform/tenants/${tenant.slug}`} className="font-medium underline-offset-4 hover:underline">
      {tenant.name}
    </Link>
  );
  if (objectKind === "tenant") return link;
  return (
    <>
      {objectName} <span className="text-text-3">in</span> {link}
    </>
  );
}

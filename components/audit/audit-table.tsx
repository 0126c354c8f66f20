import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { FilterValue } from "#components/ui/filter-value.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { RowLink } from "#components/ui/row-link.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { writeToken } from "#lib/filter-tokens.ts";
import { ChangeList } from "./change-list.tsx";
import { actionTitle, actorInWords, objectInWords } from "./words.ts";

const TOP = "h-8 py-1.5 align-top";
const WRAP = "whitespace-normal [overflow-wrap:anywhere]";

/**
 * Who did what to what, when, from where and why. With `acrossTenants` each row also leads to its tenant in the portal; the row
 * of `marked` is the one that was looked for.
 */
export function AuditTable({
  items,
  acrossTenants,
  marked,
  zone = "UTC",
  filterHref,
}: {
  items: readonly AuditEntryView[];
  acrossTenants?: boolean;
  marked?: string;
  zone?: string;
  /** The list with one more token in its filter. */
  filterHref: (token: string) => string;
}) {
  const filtering = (key: string, value: string) => {
    const token = writeToken(key, value);
    return { token, only: filterHref(token), without: filterHref(`-${token}`) };
  };
  return (
    <DataTable label="Audit entries" sticky>
      <THead>
        <Th>{`When, ${zone}`}</Th>
        <Th>Who</Th>
        <Th>What</Th>
        <Th>Object</Th>
        <Th>Change</Th>
        <Th>Reason</Th>
        <Th>From</Th>
      </THead>
      <TBody>
        {items.map((entry) => (
          <Tr key={entry.id} selected={entry.id === marked} aria-current={entry.id === marked || undefined}>
            <Td className={TOP}>
              <RowLink row={entry.id} label="details">
                <DateTime date={entry.at} zone={zone} bare />
              </RowLink>
            </Td>
            <Td className={`${TOP} ${WRAP} min-w-24 min-[88rem]:min-w-40`}>
              <FilterValue {...filtering("actor", entry.actorName)}>
                <span className="font-medium">{entry.actorName}</span>
              </FilterValue>{" "}
              <span className="text-12 text-text-3">{actorInWords(entry.actorKind)}</span>
            </Td>
            <Td className={`${TOP} ${WRAP} min-w-32`}>
              <FilterValue {...filtering("action", entry.action)}>{actionTitle(entry.action)}</FilterValue>
            </Td>
            <Td className={`${TOP} ${WRAP} min-w-40 lg:min-w-48 min-[96rem]:min-w-72`}>
              <ObjectOf entry={entry} linked={acrossTenants} />
            </Td>
            <ChangeCell entry={entry} zone={zone} />
            <Td className={`${TOP} ${WRAP} min-w-28`} empty={entry.reason ? undefined : "No reason was asked for"}>
              {entry.reason}
            </Td>
            <Td className={TOP} mono={entry.ip !== null} empty={entry.ip ? undefined : "Done on the machine itself"}>
              {entry.ip}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

// The object's own name, and a limit's period with it, stands in the column before.
function ChangeCell({
  entry: { action, changes, objectKind, objectName },
  zone,
}: {
  entry: AuditEntryView;
  zone: string;
}) {
  const limit = objectKind === "quota" || objectKind === "grant";
  // A limit that is taken away is none, which is not the same as unlimited.
  const gone = limit && action.endsWith("unset");
  const told = (gone ? changes.map((each) => ({ ...each, to: "none" })) : changes).filter(
    ({ field, from, to }) => (from !== "–" || to !== objectName) && (!limit || field !== "period"),
  );
  // One that is set to no number for the first time differs from nothing in nothing.
  const fresh = limit && told.length > 0 && told.every(({ field, from }) => from === "–" && field !== "limit");
  if (fresh) told.push({ field: "limit", from: "–", to: "–" });
  return (
    <Td className={`${TOP} ${WRAP} min-w-44`} empty={told.length ? undefined : "It changed no field"}>
      <ChangeList changes={told} zone={zone} />
    </Td>
  );
}

function ObjectOf({ entry, linked }: { entry: AuditEntryView; linked?: boolean }) {
  const { tenant, objectKind, objectName, meterName } = entry;
  // That it is a plan's stands in the column before.
  const words = objectInWords(objectKind, objectName, meterName).replace(" on the plan ", " on ");
  const name = <span title={objectName}>{words}</span>;
  if (!linked || !tenant) return name;
  const link = (
    <Link href={`/platform/tenants/${tenant.slug}`} className="font-medium underline-offset-4 hover:underline">
      {tenant.name}
    </Link>
  );
  if (objectKind === "tenant") return link;
  return (
    <>
      {name} <span className="text-text-3">in</span> {link}
    </>
  );
}

import Link from "next/link";
import { cn } from "#components/ui/cn.ts";
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
            <Td className={TOP}>
              <FilterValue {...filtering("actor", entry.actorName)}>
                <Who name={entry.actorName} kind={actorInWords(entry.actorKind)} />
              </FilterValue>
            </Td>
            <Td className={`${TOP} ${WRAP} min-w-32`}>
              <FilterValue {...filtering("action", entry.action)}>{actionTitle(entry.action)}</FilterValue>
            </Td>
            <Td className={TOP}>
              <ObjectOf entry={entry} linked={acrossTenants} />
            </Td>
            <ChangeCell entry={entry} zone={zone} />
            <Td
              className={`${TOP} ${WRAP} min-w-24 min-[88rem]:min-w-28`}
              empty={entry.reason ? undefined : "No reason was asked for"}
            >
              {entry.reason}
            </Td>
            <Td
              className={`${TOP} ${WRAP} min-w-24`}
              mono={entry.ip !== null}
              empty={entry.ip ? undefined : "Done on the machine itself"}
            >
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
    <Td
      className={`${TOP} ${WRAP} min-w-36 min-[88rem]:min-w-52`}
      empty={told.length ? undefined : "It changed no field"}
    >
      <ChangeList changes={told} zone={zone} />
    </Td>
  );
}

// One line each where the rows are a table; on a phone's card there is room for the whole.
const CUT = "min-w-0 sm:truncate";
const OBJECT = "flex gap-x-1 max-sm:flex-wrap sm:max-w-36 min-[88rem]:max-w-50 min-[110rem]:max-w-120";

function Who({ name, kind }: { name: string; kind: string }) {
  return (
    <span title={`${name} ${kind}`.trim()} className={`${CUT} block sm:max-w-28 min-[110rem]:max-w-80`}>
      <span className="font-medium">{name}</span> <span className="text-12 text-text-3">{kind}</span>
    </span>
  );
}

function ObjectOf({ entry, linked }: { entry: AuditEntryView; linked?: boolean }) {
  const { tenant, objectKind, objectName, meterName } = entry;
  // That it is a plan's stands in the column before.
  const words = objectInWords(objectKind, objectName, meterName).replace(" on the plan ", " on ");
  const name = (
    <span title={words} className={CUT}>
      {words}
    </span>
  );
  if (!linked || !tenant) return <span className={OBJECT}>{name}</span>;
  const link = (
    <Link
      href={`/platform/tenants/${tenant.slug}`}
      title={tenant.name}
      className={cn(CUT, "hit min-w-6 font-medium pointer-coarse:min-w-11 underline-offset-4 hover:underline")}
    >
      {tenant.name}
    </Link>
  );
  if (objectKind === "tenant") return <span className={OBJECT}>{link}</span>;
  return (
    <span className={OBJECT}>
      {name}
      <span className="flex min-w-0 shrink-0 gap-1 sm:max-w-[60%]">
        <span className="text-text-3">in</span>
        {link}
      </span>
    </span>
  );
}

import { Icon } from "#components/ui/icon.tsx";
import type { Change } from "#lib/domain/audit/model.ts";
import { fieldInWords, valueInWords } from "./words.ts";

// As many letters as one line of a table has room for.
const LINE_MAX = 32;

/** What differs, from → to; what is more than a line opens on demand. What was set for the first time has no “from”. */
export function ChangeList({ changes, zone }: { changes: readonly Change[]; zone: string }) {
  const first = changes.every((change) => change.from === "–");
  if (changes.length <= 1 || (changes.length === 2 && lengthOf(changes, zone) <= LINE_MAX))
    return (
      <ul className="flex flex-wrap gap-x-4">
        <Items changes={changes} first={first} zone={zone} />
      </ul>
    );
  const [lead, ...rest] = changes;
  return (
    <details className="group">
      <summary className="-my-0.5 flex w-fit min-h-6 cursor-pointer list-none items-center gap-1 text-text-2 hover:text-text pointer-coarse:-my-3 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <Icon name="chevron-right" size={14} className="shrink-0 group-open:rotate-90" />
        {lead && rest.length === 1 ? (
          <span>
            <Told change={lead} first={first} zone={zone} /> +1<span className="sr-only"> more</span>
          </span>
        ) : (
          `${changes.length} fields ${first ? "set" : "changed"}`
        )}
      </summary>
      <ul className="mt-1 grid gap-0.5">
        <Items changes={changes} first={first} zone={zone} />
      </ul>
    </details>
  );
}

function Items({ changes, first, zone }: { changes: readonly Change[]; first: boolean; zone: string }) {
  return changes.map((change) => (
    <li key={change.field} className="[overflow-wrap:anywhere]">
      <Told change={change} first={first} zone={zone} />
    </li>
  ));
}

function Told({ change, first, zone }: { change: Change; first: boolean; zone: string }) {
  return (
    <>
      <span className="text-text-3">{fieldInWords(change.field)} </span>
      {!first && (change.from !== "–" || change.field === "limit") && (
        <>
          <span className="text-text-2">{valueInWords(change.from, change.field, zone)}</span>
          <span aria-hidden="true"> → </span>
          <span className="sr-only"> became </span>
        </>
      )}
      <span className="text-text">{valueInWords(change.to, change.field, zone)}</span>
    </>
  );
}

function lengthOf(changes: readonly Change[], zone: string): number {
  const words = changes.flatMap(({ field, from, to }) => [
    fieldInWords(field),
    from === "–" ? "" : `${valueInWords(from, field, zone)} → `,
    valueInWords(to, field, zone),
  ]);
  return words.join(" ").length;
}

import { Icon } from "#components/ui/icon.tsx";
import type { Change } from "#lib/domain/audit/model.ts";
import { fieldInWords, valueInWords } from "./words.ts";

const INLINE_MAX = 2;

/** What differs, from → to; a long list opens on demand. What was set for the first time has no “from”. */
export function ChangeList({ changes, zone }: { changes: readonly Change[]; zone: string }) {
  const first = changes.every((change) => change.from === "–");
  if (changes.length <= INLINE_MAX)
    return (
      <ul className="flex flex-wrap gap-x-4">
        <Items changes={changes} first={first} zone={zone} />
      </ul>
    );
  return (
    <details className="group">
      <summary className="-my-0.5 inline-flex min-h-6 pointer-coarse:min-h-11 cursor-pointer list-none items-center gap-1 text-text-2 hover:text-text [&::-webkit-details-marker]:hidden">
        <Icon name="chevron-right" size={14} className="group-open:rotate-90" />
        {changes.length} fields {first ? "set" : "changed"}
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
      <span className="text-text-3">{fieldInWords(change.field)} </span>
      {!first && (change.from !== "–" || change.field === "limit") && (
        <>
          <span className="text-text-2">{valueInWords(change.from, change.field, zone)}</span>
          <span aria-hidden="true"> → </span>
          <span className="sr-only"> became </span>
        </>
      )}
      <span>{valueInWords(change.to, change.field, zone)}</span>
    </li>
  ));
}

import type { Change } from "#lib/domain/audit/model.ts";
import { fieldInWords, valueInWords } from "./words.ts";

const INLINE_MAX = 2;

/** What differs, from → to; a long list opens on demand. What was set for the first time has no “from”. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const first = changes.every((change) => change.from === "–");
  const list = (
    <ul className="grid gap-0.5">
      {changes.map((change) => (
        <li key={change.field} className="[overflow-wrap:anywhere]">
          <span className="text-text-3">{fieldInWords(change.field)} </span>
          {!first && (
            <>
              <span className="text-text-2">{valueInWords(change.from)}</span>
              <span aria-hidden="true"> → </span>
              <span className="sr-only"> became </span>
            </>
          )}
          <span>{valueInWords(change.to)}</span>
        </li>
      ))}
    </ul>
  );
  if (changes.length <= INLINE_MAX) return list;
  return (
    <details>
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-text-2 underline-offset-4 hover:underline">
        {changes.length} fields {first ? "set" : "changed"}
      </summary>
      {list}
    </details>
  );
}

import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { KeyView } from "#lib/domain/keys/model.ts";
import { StateChip } from "./key-table.tsx";

/** The newest keys and when each was last used, a line each. */
export function RecentKeys({ keys }: { keys: readonly KeyView[] }) {
  return (
    <ul className="text-13">
      {keys.map(({ id, name, start, last4, state, lastUsedAt }) => (
        <li
          key={id}
          className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-2 first:border-t-0"
        >
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</span>
          <code className="text-12 text-text-3">
            {start}…{last4}
          </code>
          {state !== "active" && <StateChip state={state} />}
          <span className="ml-auto text-text-3 tabular-nums">
            {lastUsedAt ? (
              <>
                used <RelativeTime date={lastUsedAt} />
              </>
            ) : (
              "not used yet"
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

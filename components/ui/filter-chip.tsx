import { type FilterField, type FilterToken, tokenInWords } from "#lib/filter-tokens.ts";
import { cn } from "./cn.ts";
import { Icon } from "./icon.tsx";

/** One token of a filter: press it to change it, its cross to take it away. */
export function FilterChip({
  token,
  fields,
  onEdit,
  onRemove,
}: {
  token: FilterToken;
  fields: readonly FilterField[];
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { key, says } = tokenInWords(token, fields);
  const wrong = token.kind === "invalid";
  const inner = "flex h-full items-center rounded-control hover:bg-sunken";
  return (
    <li
      className={cn(
        "inline-flex h-7 max-w-full items-center rounded-control border bg-surface text-13 pointer-coarse:h-11",
        wrong && "border-warn bg-warn-bg text-warn",
      )}
    >
      <button
        type="button"
        title={wrong ? token.why : `Change ${token.raw}`}
        onClick={onEdit}
        className={cn(inner, "min-w-0 gap-1.5 pr-1 pl-2")}
      >
        {wrong && <Icon name="warn" size={14} label="Not used:" />}
        {key && <span className="text-text-3">{key}</span>}
        <span className="min-w-0 truncate font-medium">{says}</span>
      </button>
      <button
        type="button"
        aria-label={`Remove ${token.raw}`}
        onClick={onRemove}
        className={cn(inner, "w-6 shrink-0 justify-center text-text-3 hover:text-text pointer-coarse:w-11")}
      >
        <Icon name="x" size={14} />
      </button>
    </li>
  );
}

/** Says of each token that is not understood what is wrong with it. */
export function FilterFaults({ tokens }: { tokens: readonly FilterToken[] }) {
  const faults = tokens.filter((token) => token.kind === "invalid");
  if (faults.length === 0) return null;
  return (
    <div role="status" className="w-full text-13 text-warn">
      {faults.map(({ raw, why }) => (
        <p key={raw} className="flex gap-1.5">
          <Icon name="warn" size={14} className="h-5" />
          <span className="min-w-0 break-words">
            <strong className="font-medium">{raw}</strong> filters nothing. {why}.
          </span>
        </p>
      ))}
    </div>
  );
}

"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type KeyboardEvent, useRef, useState, useTransition } from "react";
import { type Suggestion, suggestions } from "#lib/filter-suggestions.ts";
import { type FilterField, parseFilter } from "#lib/filter-tokens.ts";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { FilterChip, FilterFaults } from "./filter-chip.tsx";
import { FilterSheet } from "./filter-sheet.tsx";
import { Icon } from "./icon.tsx";
import { controlClass } from "./input.tsx";
import { Kbd } from "./kbd.tsx";
import { useShortcut } from "./shortcut.tsx";
import { SuggestInput } from "./suggest-input.tsx";

/** Words of the address that mean nothing once the list is another. */
const placeWords = ["after", "before", "from", "row"];

/**
 * Searches and filters a list: words stay in the box, `key:value` tokens become chips beside it. All of it is one text in the
 * address, under `param`; what is clicked and what is typed are the same.
 */
export function FilterBar({
  label,
  placeholder,
  fields,
  query,
  param = "q",
  className,
}: {
  label: string;
  placeholder: string;
  fields: readonly FilterField[];
  query: string;
  param?: string;
  className?: string;
}) {
  const go = useFilterAddress(param);
  const [pending, startTransition] = useTransition();
  const [draft, setDraft] = useDraft(query, fields);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", "Search and filter this list", () => {
    input.current?.focus();
    input.current?.select();
  });

  const tokens = parseFilter(query, fields);
  const chips = tokens.flatMap((token, at) => (token.kind === "word" || at === draft.lifted ? [] : [{ token, at }]));
  const commit = (text: string, without?: number) => {
    const kept = chips.filter(({ at }) => at !== without).map(({ token }) => token.raw);
    setOpen(false);
    startTransition(() => go([...kept, text.trim()].filter(Boolean).join(" ")));
  };
  const lift = (at: number) => {
    setDraft({ text: tokens[at]?.raw ?? "", lifted: at });
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = chips.at(-1);
    if (event.key === "Backspace" && draft.text === "" && last) {
      event.preventDefault();
      lift(last.at);
    }
  };
  const take = ({ text, whole }: Suggestion) => {
    setDraft({ ...draft, text });
    if (whole) commit(text);
  };

  return (
    <div className={cn("flex min-w-0 flex-1 flex-wrap items-center gap-2 max-sm:contents print:hidden", className)}>
      <form
        role="search"
        className="relative w-full sm:w-80"
        onSubmit={(event) => {
          event.preventDefault();
          commit(draft.text);
        }}
      >
        <Icon
          name={pending ? "loading" : "search"}
          className={cn(
            "-translate-y-1/2 pointer-events-none absolute top-1/2 left-2 text-text-3",
            pending && "animate-spin",
          )}
        />
        <SuggestInput
          ref={input}
          aria-label={label}
          aria-keyshortcuts="/"
          placeholder={placeholder}
          maxLength={400}
          enterKeyHint="search"
          value={draft.text}
          options={suggestions(draft.text, fields)}
          open={open}
          onOpenChange={setOpen}
          onTake={take}
          onChange={(event) => {
            setDraft({ ...draft, text: event.target.value });
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          className={cn(controlClass, "peer h-8 pr-8 pl-8 pointer-coarse:h-11")}
        />
        <Kbd className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 peer-focus:hidden pointer-coarse:hidden">
          /
        </Kbd>
      </form>
      {chips.length > 0 && (
        <ul aria-label="Filters" className="flex min-w-0 flex-wrap items-center gap-2">
          {chips.map(({ token, at }) => (
            <FilterChip
              key={`${at} ${token.raw}`}
              token={token}
              fields={fields}
              onEdit={() => lift(at)}
              onRemove={() => commit(draft.text, at)}
            />
          ))}
        </ul>
      )}
      <Button
        size="sm"
        icon="plus"
        className="font-normal text-text-2 max-sm:hidden"
        onClick={() => {
          input.current?.focus();
          setDraft({ ...draft, text: draft.text && !/\s$/.test(draft.text) ? `${draft.text} ` : draft.text });
          setOpen(true);
        }}
      >
        Filter
      </Button>
      <FilterSheet fields={fields} query={query} onApply={(text) => startTransition(() => go(text))} />
      <FilterFaults tokens={tokens} />
    </div>
  );
}

type Draft = { text: string /** The token that was taken back into the box to be changed. */; lifted?: number };

/** What stands in the box: the words of the filter, until the filter becomes another. */
function useDraft(query: string, fields: readonly FilterField[]): [Draft, (draft: Draft) => void] {
  const words = parseFilter(query, fields)
    .filter(({ kind }) => kind === "word")
    .map(({ raw }) => raw)
    .join(" ");
  const [draft, setDraft] = useState<Draft>({ text: words });
  const [shown, setShown] = useState(query);
  if (shown !== query) {
    setShown(query);
    setDraft({ text: words });
  }
  return [draft, setDraft];
}

/** Goes to the same list with another filter, at its beginning. */
export function useFilterAddress(param: string): (filter: string) => void {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  return (filter) => {
    const next = new URLSearchParams(search);
    for (const word of placeWords) next.delete(word);
    next.delete(param);
    if (filter) next.set(param, filter);
    router.push(next.size ? `${path}?${next}` : path);
  };
}

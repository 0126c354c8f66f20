"use client";

import { type ComponentProps, type KeyboardEvent, useId, useState } from "react";
import { cn } from "./cn.ts";

type Option = { text: string; label: string; says?: string };

/**
 * A box with ways to go on typing under it: the ARIA combobox with a list. The list stands in the page rather than in a layer of
 * its own, for a layer hides the rest of the page from those who listen to it.
 */
export function SuggestInput<O extends Option>({
  options,
  open,
  onOpenChange,
  onTake,
  onKeyDown,
  ...props
}: Omit<ComponentProps<"input">, "list"> & {
  options: readonly O[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onTake: (option: O) => void;
}) {
  const id = useId();
  const [marked, setMarked] = useState<string>();
  const shown = open && options.length > 0;
  const at = shown ? options.findIndex(({ text }) => text === marked) : -1;

  const step = (by: number) => {
    onOpenChange(true);
    const from = at < 0 && by < 0 ? 0 : at;
    setMarked(options.at((from + by) % options.length)?.text);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const option = options[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.length > 0) step(event.key === "ArrowDown" ? 1 : -1);
    } else if (option && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      event.preventDefault();
      onTake(option);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      onOpenChange(false);
    } else onKeyDown?.(event);
  };

  return (
    <>
      <input
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...props}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? `${id}-list` : undefined}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        onKeyDown={press}
        onFocus={() => onOpenChange(true)}
        onClick={() => onOpenChange(true)}
        onBlur={() => onOpenChange(false)}
      />
      {shown && (
        <div
          role="listbox"
          id={`${id}-list`}
          tabIndex={-1}
          aria-label="Suggestions"
          className="floating absolute top-full left-0 z-30 mt-1 max-h-96 w-full min-w-72 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-panel p-1"
        >
          {options.map((option, index) => (
            <div
              key={option.text}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The box keeps the focus: a press must not take it away before it counts.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setMarked(option.text)}
              onClick={() => onTake(option)}
              onKeyDown={undefined}
              className={cn(
                "flex min-h-8 cursor-pointer select-none items-center gap-3 rounded-inner px-2 text-14 pointer-coarse:min-h-11",
                index === at && "bg-sunken",
              )}
            >
              <span className="shrink-0 font-medium">{option.label}</span>
              {option.says && <span className="min-w-0 truncate text-13 text-text-3">{option.says}</span>}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

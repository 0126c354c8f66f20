"use client";

import Form from "next/form";
import { type ComponentProps, useEffect, useRef } from "react";
import { cn } from "./cn.ts";
import { Icon } from "./icon.tsx";
import { controlClass } from "./input.tsx";
import { Kbd } from "./kbd.tsx";

/** A box to search by; the slash key comes here from anywhere on the page. */
export function SearchInput({ label, className, ...props }: ComponentProps<"input"> & { label: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <span className={cn("group relative block w-full sm:max-w-80", className)}>
      <Icon name="search" className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2 text-text-3" />
      <input
        type="search"
        autoComplete="off"
        spellCheck={false}
        {...props}
        ref={input}
        aria-label={label}
        aria-keyshortcuts="/"
        className={cn(
          controlClass,
          "h-8 pr-8 pl-8 pointer-coarse:h-11 [&::-webkit-search-cancel-button]:appearance-none",
        )}
      />
      <Kbd className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 group-focus-within:hidden pointer-coarse:hidden">
        /
      </Kbd>
    </span>
  );
}

/** The same as a form that puts the words into the address. */
export function SearchForm({
  action,
  name = "q",
  keep = {},
  className,
  ...props
}: ComponentProps<typeof SearchInput> & {
  action: string /** Words of the address that a search must not lose, such as a filter. */;
  keep?: Record<string, string>;
}) {
  return (
    <Form action={action} role="search" className={cn("w-full sm:max-w-80", className)}>
      {Object.entries(keep).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <SearchInput name={name} key={String(props.defaultValue ?? "")} {...props} />
    </Form>
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

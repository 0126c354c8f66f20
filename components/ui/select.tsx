"use client";

import { type ComponentProps, useEffect, useRef } from "react";
import { cn } from "./cn.ts";
import { useFieldWiring } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { controlClass } from "./input.tsx";

type Option = { value: string; label: string; disabled?: boolean };

/**
 * The browser's own list: right on a phone, with a keyboard and without script. What was chosen before the page's code was there
 * counts as chosen once it is.
 */
export function Select({
  options,
  className,
  children,
  ...props
}: ComponentProps<"select"> & { options?: readonly Option[] }) {
  const wiring = useFieldWiring();
  const box = useEarlyChoice(props.value);
  return (
    <span ref={box} className={cn("relative block", className)}>
      <select
        {...wiring}
        {...props}
        className={cn(controlClass, "h-8 cursor-pointer appearance-none truncate bg-surface pr-8 pointer-coarse:h-11")}
      >
        {options?.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
        {children}
      </select>
      <Icon name="chevron-down" className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 text-text-3" />
    </span>
  );
}

// React leaves a list as it finds it, and hears of no change that came before it: we tell it.
function useEarlyChoice(value: ComponentProps<"select">["value"]) {
  const box = useRef<HTMLSpanElement>(null);
  const rendered = useRef(String(value));
  useEffect(() => {
    const select = box.current?.querySelector("select");
    const known = [...(select?.options ?? [])].some((option) => option.value === rendered.current);
    if (!select || !known || select.value === rendered.current) return;
    const timer = setTimeout(() => select.dispatchEvent(new Event("change", { bubbles: true })));
    return () => clearTimeout(timer);
  }, []);
  return box;
}

"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useFieldWiring } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { controlClass } from "./input.tsx";

type Option = { value: string; label: string; disabled?: boolean };

/** The browser's own list: right on a phone, with a keyboard and without script. */
export function Select({
  options,
  className,
  children,
  ...props
}: ComponentProps<"select"> & { options?: readonly Option[] }) {
  const wiring = useFieldWiring();
  return (
    <span className={cn("relative block", className)}>
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

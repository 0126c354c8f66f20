"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useFieldWiring } from "./field.tsx";

export const controlClass =
  "w-full rounded-control border border-edge bg-surface px-3 text-16 text-text transition-colors duration-120 hover:border-text-3 disabled:bg-sunken disabled:text-text-3 [&[readonly]]:bg-sunken aria-invalid:border-bad sm:text-14";

export function Input({ mono, className, ...props }: ComponentProps<"input"> & { mono?: boolean }) {
  const wiring = useFieldWiring();
  return (
    <input
      autoComplete="off"
      {...wiring}
      {...props}
      className={cn(controlClass, "h-8 pointer-coarse:h-11", mono && "font-mono", className)}
    />
  );
}

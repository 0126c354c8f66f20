"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useFieldWiring } from "./field.tsx";
import { controlClass } from "./input.tsx";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  const wiring = useFieldWiring();
  return (
    <textarea
      rows={3}
      {...wiring}
      {...props}
      className={cn(controlClass, "field-sizing-content block min-h-20 py-2", className)}
    />
  );
}

import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export function Kbd({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <kbd className={cn("rounded-inner border bg-surface px-1 font-medium font-sans text-12 text-text-3", className)}>
      {children}
    </kbd>
  );
}

import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** An id, a key, a path: what is read letter by letter. */
export function Mono({ className, children }: { className?: string; children: ReactNode }) {
  return <code className={cn("break-all text-12", className)}>{children}</code>;
}

import { Children, type ReactNode } from "react";
import { cn } from "./cn.ts";

const COLUMNS = ["", "sm:grid-cols-1", "sm:grid-cols-2", "sm:grid-cols-3", "sm:grid-cols-2 lg:grid-cols-4"];

/** Up to four figures in one panel, parted by hairlines; `brief` ones stand two by two on a phone. */
export function StatRow({ brief, children }: { brief?: boolean; children: ReactNode }) {
  const count = Children.toArray(children).length;
  return (
    <div className="overflow-hidden rounded-panel border bg-hairline">
      <div className={cn("grid gap-px *:bg-surface", brief && "grid-cols-2", COLUMNS[Math.min(count, 4)])}>
        {children}
      </div>
    </div>
  );
}

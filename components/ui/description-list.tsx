import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type Item = { term: string; value: ReactNode };

/** Facts about one thing. */
export function DescriptionList({
  items,
  columns = 1,
  narrow,
}: {
  items: readonly Item[];
  columns?: 1 | 2;
  /** In a column beside others. */
  narrow?: boolean;
}) {
  return (
    <dl className={cn("grid gap-x-8", columns === 2 && "lg:grid-cols-2")}>
      {items.map((item) => (
        <div
          key={item.term}
          className={cn(
            "grid gap-x-4 py-1.5 text-14",
            narrow ? "grid-cols-[6rem_minmax(0,1fr)]" : "sm:grid-cols-[10rem_minmax(0,1fr)]",
          )}
        >
          <dt className="min-w-0 break-words text-text-3">{item.term}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

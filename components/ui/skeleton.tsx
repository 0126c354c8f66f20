import { cn } from "./cn.ts";

/** The place of something that is on its way, in its final size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn("block animate-[skeleton_1.6s_ease-in-out_infinite] rounded-control bg-sunken", className)}
    />
  );
}

export function TableSkeleton({ rows = 8, columns = 4 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" aria-label="Loading" className="rounded-panel border bg-surface">
      <div className="h-8 border-b" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-4 border-b px-4 last:border-b-0">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={cn("h-3 flex-1", column === 0 && "flex-2")} />
          ))}
        </div>
      ))}
    </div>
  );
}

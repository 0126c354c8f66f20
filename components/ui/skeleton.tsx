"use client";

/** The place of something that is on its way, in its final size. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={className ? `skeleton ${className}` : "skeleton"} />;
}

const CELLS = ["h-3 flex-2", "h-3 flex-1", "h-3 flex-1 max-sm:hidden"];

/** A table's head and rows; on a phone its cards. */
export function TableSkeleton({ rows = 8, columns = 4, title }: { rows?: number; columns?: number; title?: string }) {
  return (
    <div role="status" aria-label="Loading" className="min-w-0 overflow-hidden rounded-panel border bg-surface">
      {title && <p className="flex min-h-12 items-center px-4 font-semibold text-14">{title}</p>}
      <div className="h-8 border-b max-sm:hidden" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={CELLS[Math.min(column, 2)]} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** A panel of facts, one under the other. */
export function FactsSkeleton({ title, rows }: { title?: string; rows: number }) {
  return (
    <div role="status" aria-label="Loading" className="min-w-0 rounded-panel border bg-surface px-4 pb-4">
      <p className="flex min-h-12 items-center font-semibold text-14">{title}</p>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-8 items-center gap-4">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-48 max-w-full" />
        </div>
      ))}
    </div>
  );
}

/** A form of so many fields. */
export function FormSkeleton({ fields }: { fields: number }) {
  return (
    <div role="status" aria-label="Loading" className="grid max-w-160 gap-4 rounded-panel border bg-surface p-4">
      {Array.from({ length: fields }, (_, field) => (
        <div key={field} className="grid gap-1">
          <Skeleton className="my-1 h-3 w-24" />
          <Skeleton className="h-8 pointer-coarse:h-11" />
        </div>
      ))}
    </div>
  );
}

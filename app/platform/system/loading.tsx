import { Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Skeleton className="h-8 w-40 max-w-full" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-64 w-full max-lg:h-120" />
      <TableSkeleton rows={5} columns={6} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <TableSkeleton rows={2} columns={4} />
        <TableSkeleton rows={3} columns={5} />
      </div>
      <TableSkeleton rows={12} columns={4} />
    </div>
  );
}

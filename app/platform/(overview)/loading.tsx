import { Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-24 w-full" />
      <div className="grid gap-4 lg:grid-cols-2">
        <TableSkeleton rows={5} columns={3} />
        <TableSkeleton rows={5} columns={3} />
      </div>
      <TableSkeleton rows={8} columns={2} />
    </div>
  );
}

import { FactsSkeleton, Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-36 w-full rounded-panel" />
      <Skeleton className="h-140 w-full rounded-panel" />
      <TableSkeleton title="Limits that applied" rows={3} columns={6} />
      <FactsSkeleton title="The call" rows={5} />
    </div>
  );
}

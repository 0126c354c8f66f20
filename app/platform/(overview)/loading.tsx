import { ChartSkeleton } from "#components/ui/chart/chart-skeleton.tsx";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Skeleton className="h-8 w-40 max-w-full" />
      <TableSkeleton rows={3} columns={3} />
      <Skeleton className="h-24 w-full max-sm:h-46" />
      <Skeleton className="h-9 w-80 max-w-full" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <ChartSkeleton title="Decisions of all tenants" height={200} />
        <ChartSkeleton title="Usage of all tenants" height={200} />
        <TableSkeleton rows={6} columns={3} />
        <TableSkeleton rows={6} columns={3} />
      </div>
      <TableSkeleton rows={6} columns={2} />
    </div>
  );
}

import { ChartSkeleton } from "#components/ui/chart/chart-skeleton.tsx";
import { FactsSkeleton, Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Skeleton className="h-18 w-full rounded-panel" />
      <Skeleton className="h-31 w-full rounded-panel" />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_23.5rem]">
        <ChartSkeleton title="Usage" height={240} />
        <FactsSkeleton title="Facts" rows={12} />
      </div>
    </div>
  );
}

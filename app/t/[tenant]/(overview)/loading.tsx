import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { ChartSkeleton } from "#components/ui/chart/chart-skeleton.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Skeleton className="h-30 w-full rounded-panel" />
        <ChartSkeleton title="Usage" height={240} />
      </div>
    </>
  );
}

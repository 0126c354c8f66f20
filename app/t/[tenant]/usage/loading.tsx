import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { ChartSkeleton } from "#components/ui/chart/chart-skeleton.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="Usage" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Skeleton className="h-14 w-80 max-w-full" />
        <ChartSkeleton title="Usage" height={320} />
      </div>
    </>
  );
}

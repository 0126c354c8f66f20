import { ChartSkeleton } from "#components/ui/chart/time-series-chart.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Overview" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Skeleton className="h-30 w-full rounded-panel" />
        <ChartSkeleton title="Usage" height={240} />
      </div>
    </>
  );
}

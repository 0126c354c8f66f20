import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Tenants" />
      <div className="mb-3 flex justify-between gap-2">
        <Skeleton className="h-8 w-80 max-w-full pointer-coarse:h-11" />
        <Skeleton className="h-8 w-40 max-sm:hidden pointer-coarse:h-11" />
      </div>
      <TableSkeleton rows={20} columns={7} />
    </>
  );
}

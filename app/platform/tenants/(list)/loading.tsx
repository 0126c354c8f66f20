import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Tenants" />
      <Skeleton className="mb-3 h-8 w-80 max-w-full" />
      <TableSkeleton rows={20} columns={7} />
    </>
  );
}

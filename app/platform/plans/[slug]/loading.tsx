import { PageHeader } from "#components/ui/page-header.tsx";
import { FactsSkeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Plan" />
      <div className="grid gap-4">
        <TableSkeleton title="Limits" rows={4} columns={5} />
        <FactsSkeleton title="History" rows={4} />
      </div>
    </>
  );
}

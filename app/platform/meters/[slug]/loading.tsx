import { PageHeader } from "#components/ui/page-header.tsx";
import { FactsSkeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Meter" />
      <div className="grid gap-4">
        <div className="grid gap-4 lg:grid-cols-2">
          <FactsSkeleton rows={6} />
          <TableSkeleton title="Who uses it most" rows={5} columns={2} />
        </div>
        <TableSkeleton title="Limits" rows={4} columns={5} />
      </div>
    </>
  );
}

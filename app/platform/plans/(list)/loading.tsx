import { PageHeader } from "#components/ui/page-header.tsx";
import { FactsSkeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Plans" />
      <div className="grid gap-4">
        <TableSkeleton rows={4} columns={4} />
        <FactsSkeleton title="Default limits" rows={1} />
      </div>
    </>
  );
}

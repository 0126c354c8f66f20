import { PageHeader } from "#components/ui/page-header.tsx";
import { FactsSkeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Tear-down" />
      <div className="grid gap-4">
        <FactsSkeleton title="Residue" rows={2} />
        <TableSkeleton title="Steps" rows={8} columns={4} />
      </div>
    </>
  );
}

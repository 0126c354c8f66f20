import { FactsSkeleton, TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="grid gap-4">
      <TableSkeleton title="Surfaces" rows={4} columns={6} />
      <FactsSkeleton rows={2} />
    </div>
  );
}

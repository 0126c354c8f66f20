import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="Members" />
      <TableSkeleton rows={12} columns={4} />
    </>
  );
}

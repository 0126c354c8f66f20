import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="Audit" />
      <TableSkeleton rows={20} columns={7} />
    </>
  );
}

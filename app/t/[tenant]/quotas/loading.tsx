import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="Quotas" />
      <TableSkeleton rows={4} columns={9} />
    </>
  );
}

import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="API keys" />
      <TableSkeleton rows={8} columns={8} />
    </>
  );
}

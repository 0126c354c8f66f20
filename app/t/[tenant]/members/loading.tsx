import { PageHeader } from "#components/ui/page-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Members" />
      <TableSkeleton rows={12} columns={4} />
    </>
  );
}

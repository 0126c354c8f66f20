import { PageHeader } from "#components/ui/page-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Staff" />
      <TableSkeleton rows={6} columns={5} />
    </>
  );
}

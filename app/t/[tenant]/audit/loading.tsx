import { PageHeader } from "#components/ui/page-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Audit" />
      <TableSkeleton rows={20} columns={7} />
    </>
  );
}

import { PageHeader } from "#components/ui/page-header.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Tear-downs" sub="What was left of deleted tenants after their grace" />
      <TableSkeleton rows={8} columns={5} />
    </>
  );
}

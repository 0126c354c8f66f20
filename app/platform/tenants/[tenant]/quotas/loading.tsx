import { TableSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return <TableSkeleton rows={8} columns={5} />;
}

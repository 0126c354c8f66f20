import { PageHeader } from "#components/ui/page-header.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="New meter" />
      <FormSkeleton fields={6} />
    </>
  );
}

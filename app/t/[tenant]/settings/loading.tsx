import { PageHeader } from "#components/ui/page-header.tsx";
import { FactsSkeleton, FormSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="grid gap-4">
        <FormSkeleton fields={3} />
        <div className="max-w-160">
          <FactsSkeleton title="Fixed" rows={8} />
        </div>
      </div>
    </>
  );
}

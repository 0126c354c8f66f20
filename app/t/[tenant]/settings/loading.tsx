import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { FactsSkeleton, FormSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <OwnerHeader part="Settings" />
      <div className="grid gap-4">
        <FormSkeleton fields={3} />
        <div className="max-w-160">
          <FactsSkeleton title="Fixed" rows={8} />
        </div>
      </div>
    </>
  );
}

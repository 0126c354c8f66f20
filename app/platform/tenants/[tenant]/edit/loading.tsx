import { FormSkeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return <FormSkeleton fields={7} />;
}

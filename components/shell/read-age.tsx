import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import { readAt } from "#lib/read-at.ts";

/** How old what this page read is, for a panel's `age`. */
export function ReadAge() {
  return <UpdatedAgo at={readAt()} />;
}

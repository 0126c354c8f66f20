import Link from "next/link";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { TenantStatus } from "./tenant-status.tsx";

type Waiting = Pick<TenantView, "id" | "slug" | "name" | "status" | "statusReason" | "statusChangedAt">;

/** Tenants that somebody must look after, with the reason. */
export function WaitingTenants({ tenants }: { tenants: readonly Waiting[] }) {
  return (
    <ul className="text-13">
      {tenants.map((tenant) => (
        <li
          key={tenant.id}
          className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-2 first:border-t-0"
        >
          <Link
            href={`/platform/tenants/${tenant.slug}`}
            className="min-w-0 truncate font-medium underline-offset-4 hover:underline"
          >
            {tenant.name}
          </Link>
          <TenantStatus status={tenant.status} />
          <span
            className="min-w-0 flex-1 truncate text-text-2 max-sm:order-last max-sm:basis-full"
            title={tenant.statusReason ?? undefined}
          >
            {tenant.statusReason ?? (tenant.status === "Pending" ? "Waits to be activated" : "No reason was recorded")}
          </span>
          <span className="ml-auto shrink-0 text-text-3 tabular-nums">
            <RelativeTime date={tenant.statusChangedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

import Link from "next/link";
import type { ComponentProps } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { graceIsOver } from "#lib/domain/tenants/status.ts";
import { formatDuration } from "#lib/format.ts";
import { RestoreTenant } from "./delete-tenant.tsx";

/** On every page of a deleted tenant: until when it can be restored, or that it is being torn down. */
export function TerminatingBanner({
  tenant,
  restore,
}: {
  tenant: TenantView;
  /** Left out for those who may not. */
  restore?: ComponentProps<typeof RestoreTenant>["restore"];
}) {
  const { purgeAt, statusReason, slug } = tenant;
  if (!purgeAt) return null;
  const over = graceIsOver(purgeAt);
  return (
    <div className="mb-4 overflow-hidden rounded-panel">
      <Banner
        tone="bad"
        title={over ? "Being torn down" : "Deleted"}
        action={!over && restore && <RestoreTenant tenant={tenant} restore={restore} />}
      >
        <span className="[overflow-wrap:anywhere]">
          {over ? (
            <>
              since <DateTime date={tenant.teardownAt ?? purgeAt} />.{" "}
              <Link href={`/platform/teardowns/${slug}`} className="underline underline-offset-4">
                See what is done
              </Link>
            </>
          ) : (
            <>
              It can be restored until <DateTime date={purgeAt} /> ({daysLeft(purgeAt)}), then it is torn down. Reason:{" "}
              {statusReason ?? "none was given"}.
            </>
          )}
        </span>
      </Banner>
    </div>
  );
}

function daysLeft(purgeAt: Date): string {
  const left = purgeAt.getTime() - Date.now();
  const days = Math.floor(left / 86_400_000);
  if (days === 0) return `${formatDuration(left)} left`;
  return days === 1 ? "1 day left" : `${days} days left`;
}

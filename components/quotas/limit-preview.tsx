import type { StandingQuota } from "#lib/domain/quotas/standing.ts";
import { type AskedLimit, limitInWords } from "./limit-words.ts";

/** What follows once a tenant's limit is set, told anew while it is typed. */
export function LimitPreview({
  tenant,
  zone,
  standing,
  asked,
}: {
  tenant: string;
  zone: string;
  /** The limit as it is; undefined where no layer limits this so far. */
  standing: StandingQuota | undefined;
  asked: AskedLimit;
}) {
  return (
    <p aria-live="polite" className="rounded-panel bg-sunken p-3 text-14 tabular-nums">
      {limitInWords(tenant, zone, standing, asked)}
    </p>
  );
}

import type { QuotaMode } from "#lib/domain/quotas/model.ts";
import type { StandingQuota } from "#lib/domain/quotas/standing.ts";
import { formatDateTime, formatNumber, formatPercent } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

export type AskedLimit = { limit: number | null; mode: QuotaMode; endsAt: Date | null };

/** What follows once a tenant's limit is set: for whom it decides, what is used, and what happens to the next call. */
export function limitInWords(
  tenant: string,
  zone: string,
  standing: StandingQuota | undefined,
  { limit, mode, endsAt }: AskedLimit,
): string {
  const whom = `It decides for all members and keys of ${tenant}, from the next call on`;
  const end = endsAt ? `, until ${formatDateTime(endsAt, zone)}; then the limit of now holds again.` : ".";
  if (!standing) return `${whom}${end} Nothing limited this so far, so its use is counted against it from now on.`;
  const { used, unit, layer, resetsAt } = standing;
  const now = standing.limit === null ? "unlimited" : formatNumber(standing.limit);
  const was = `Now it is ${now}, set by: ${layerNames[layer]}.`;
  return `${whom}${end} ${was} ${amountInWords(`${formatNumber(used)} ${unit}`.trim(), used, limit, mode, resetsAt, zone)}`;
}

function amountInWords(
  amount: string,
  used: number,
  limit: number | null,
  mode: QuotaMode,
  resetsAt: string | null,
  zone: string,
): string {
  if (limit === null || (used < limit && limit > 0))
    return `${amount} is used${limit === null ? "" : `, ${formatPercent((used / limit) * 100)} of it`}.`;
  const until = resetsAt ? `until ${formatDateTime(resetsAt, zone)}` : "until some is released";
  const next = mode === "soft" ? "further calls pass with a warning" : "further calls are denied";
  const over = used > limit ? `, ${formatNumber(used - limit)} above it: nothing is taken back` : ", all of it";
  return `${amount} is used already${over}; ${next} ${until}.`;
}

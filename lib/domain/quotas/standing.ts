import { formatCompact, formatDateTime, formatNumber, formatPercent } from "../../format.ts";
import type { QuotaView } from "./model.ts";

export type StandingQuota = QuotaView & { name: string; unit: string };
export type Standing = { tone: "ok" | "warn" | "bad"; title: string; detail: string };

/** Quotas as people call their meters, with the unit of what is counted. */
export function withNames(
  quotas: readonly QuotaView[],
  meters: readonly { slug: string; name: string; unit: string }[],
): StandingQuota[] {
  const known = new Map(meters.map((meter) => [meter.slug, meter]));
  return quotas.map((quota) => {
    const { name = quota.meter, unit = "" } = known.get(quota.meter) ?? {};
    return { ...quota, name, unit };
  });
}

/** From how many per cent on a quota is worth a warning. */
export const warnPercent = 80;

/** How full a quota is; null where it has no limit, or one of 0, of which nothing is a share. */
export function percentOf({ used, limit }: Pick<QuotaView, "used" | "limit">): number | null {
  return limit === null || limit === 0 ? null : (used / limit) * 100;
}

/** The same in words; a share that is many times the limit says no more by being exact. */
export function percentInWords(percent: number): string {
  return percent > 999 ? ">\u00a0999\u00a0%" : formatPercent(percent);
}

/** The fullest first; those without a limit last. */
export function byFill(a: StandingQuota, b: StandingQuota): number {
  return (percentOf(b) ?? -1) - (percentOf(a) ?? -1);
}

/** So many quotas have a card where a tenant is looked at as a whole. */
export const cardsMax = 4;

/** Those of the cards that a month resets, with their meters. */
export function monthlyOnCards<M extends { slug: string }>(quotas: readonly StandingQuota[], all: readonly M[]) {
  return quotas
    .toSorted(byFill)
    .slice(0, cardsMax)
    .filter(({ period }) => period === "month")
    .flatMap(({ meter, limit }) => {
      const found = all.find(({ slug }) => slug === meter);
      return found ? [{ meter: found, limit }] : [];
    });
}

/** The graph that says most about a tenant: this month against the limit that it fills most; without one the last thirty days. */
export function graphOf(limits: readonly StandingQuota[], first: { slug: string }) {
  const monthly = limits.toSorted(byFill).filter(({ period, limit }) => period === "month" && limit !== null);
  const fullest = monthly.find(({ mode }) => mode === "hard") ?? monthly[0];
  if (!fullest) return { meter: first.slug, range: "30d" };
  return { meter: fullest.meter, range: "now/M", show: "month" as const };
}

/** Whether a tenant is fine, in one sentence and what it rests on: calls denied today first, then the fullest quota. */
export function standingOf(
  quotas: readonly StandingQuota[],
  today: { denied: number; limited: number },
  zone: string,
): Standing {
  const [fullest] = quotas.toSorted(byFill);
  const percent = fullest ? percentOf(fullest) : null;
  const hard = quotas.filter((quota) => quota.mode === "hard");
  const full = hard.toSorted(byFill).find((quota) => (percentOf(quota) ?? 0) >= 100);
  const refused = refusedToday(today);
  if (full) return { tone: "bad", title: `${nameOf(full)} is used up`, detail: `${stands(full, zone)} ${refused}` };
  if (fullest && percent !== null && percent >= warnPercent) {
    const title = `${nameOf(fullest)} is at ${percentInWords(percent)}`;
    return { tone: today.denied > 0 ? "bad" : "warn", title, detail: `${stands(fullest, zone)} ${refused}` };
  }
  if (today.denied > 0 || today.limited > 0)
    return { tone: "warn", title: "Some calls were refused today", detail: `${refused} ${room(fullest, percent)}` };
  return { tone: "ok", title: "All is fine", detail: `${refused} ${room(fullest, percent)}` };
}

/** API requests per month. */
export function nameOf({ name, period }: Pick<StandingQuota, "name" | "period">): string {
  return period === null ? name : `${name} per ${period}`;
}

function stands({ used, limit, unit, resetsAt }: StandingQuota, zone: string): string {
  const of = limit === null ? "" : ` of ${formatCompact(limit)}`;
  const until = resetsAt ? ` It begins anew ${formatDateTime(resetsAt, zone)}.` : "";
  return `${`${formatCompact(used)}${of} ${unit}`.trim()} used.${until}`;
}

function refusedToday({ denied, limited }: { denied: number; limited: number }): string {
  const parts = [
    ...(denied > 0 ? [`${calls(denied)} denied by a quota`] : []),
    ...(limited > 0 ? [`${calls(limited)} refused by a rate limit`] : []),
  ];
  return parts.length > 0 ? `Today ${parts.join(", ")}.` : "No call was denied today.";
}

function room(fullest: StandingQuota | undefined, percent: number | null): string {
  if (!fullest) return "Nothing is limited.";
  if (percent === null) return "No quota has a limit that can fill up.";
  if (percent === 0) return "Nothing is used of any quota.";
  return `The fullest quota, ${nameOf(fullest)}, is at ${percentInWords(percent)}.`;
}

function calls(count: number): string {
  return count === 1 ? "1 call was" : `${formatNumber(count)} calls were`;
}

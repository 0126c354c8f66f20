import { queryOptions } from "@tanstack/react-query";
import type { Reach } from "#lib/domain/quotas/layers.ts";

export type ReachAsked = { plan: string | null; meter: string; period: string; limit: number | null };

/** Whom a limit would decide for, and who is above it already; without one, what taking it away leaves. */
export function reachQuery({ plan, meter, period, limit }: ReachAsked) {
  const asked = new URLSearchParams({
    ...(plan && { plan }),
    meter,
    period,
    ...(limit !== null && { limit: String(limit) }),
  });
  return queryOptions({
    queryKey: ["reach", `${asked}`],
    queryFn: async ({ signal }): Promise<Reach> => {
      const response = await fetch(`/platform/plans/reach?${asked}`, { signal });
      if (!response.ok) throw new Error("Could not be counted");
      return response.json();
    },
  });
}

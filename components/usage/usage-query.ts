import { queryOptions } from "@tanstack/react-query";
import type { UsageAnswer, UsageRange } from "#lib/domain/usage/model.ts";

/** What a usage graph is asked. An empty group is none. */
export type UsageView = { meter: string; range: UsageRange; groupBy: string };

/** The usage graph's question, asked again every five seconds while the page is looked at. The address it goes to names the tenant. */
export function usageQuery(seriesUrl: string, view: UsageView, initial: UsageAnswer | undefined) {
  return queryOptions({
    queryKey: [seriesUrl, view.meter, view.range, view.groupBy],
    queryFn: ({ signal }) => readUsage(`${seriesUrl}?${new URLSearchParams(view)}`, signal),
    initialData: initial,
    initialDataUpdatedAt: initial && Date.parse(initial.readAt),
    refetchInterval: 5_000,
    placeholderData: (before: UsageAnswer | undefined) => (before?.meter.slug === view.meter ? before : undefined),
  });
}

async function readUsage(url: string, signal: AbortSignal): Promise<UsageAnswer> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.json();
  const refusal: { message?: string } = await response.json().catch(() => ({}));
  throw new Error(refusal.message ? `${refusal.message}.` : "The server answered nothing that could be read.");
}

import { queryOptions } from "@tanstack/react-query";
import type { UsageAnswer, UsageRange } from "#lib/domain/usage/model.ts";

export type UsageView = { meter: string; range: UsageRange; groupBy: string };

/** The usage graph's question, asked again every five seconds while the page is looked at. */
export function usageQuery(seriesUrl: string, view: UsageView, initial: UsageAnswer | undefined) {
  return queryOptions({
    queryKey: [seriesUrl, view.meter, view.range, view.groupBy],
    queryFn: async ({ signal }): Promise<UsageAnswer> => {
      const response = await fetch(`${seriesUrl}?${new URLSearchParams(view)}`, { signal });
      const body = await response.json();
      if (!response.ok) throw new Error(body.message ?? "The usage could not be read");
      return body;
    },
    initialData: initial,
    initialDataUpdatedAt: initial ? Date.parse(initial.readAt) : undefined,
    refetchInterval: 5_000,
    placeholderData: (before: UsageAnswer | undefined) => (before?.meter.slug === view.meter ? before : undefined),
  });
}

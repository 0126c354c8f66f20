import { queryOptions } from "@tanstack/react-query";
import type { Footprint } from "#lib/domain/tenants/model.ts";

/** What a deletion reaches, counted anew every five seconds while it is asked about. */
export function footprintQuery(slug: string) {
  return queryOptions({
    queryKey: [slug, "footprint"],
    queryFn: async ({ signal }): Promise<Footprint> => {
      const response = await fetch(`/platform/tenants/${slug}/settings/footprint`, { signal });
      if (!response.ok) throw new Error("The footprint could not be counted");
      return response.json();
    },
    refetchInterval: 5_000,
  });
}

import { queryOptions } from "@tanstack/react-query";
import type { QuotaFigures } from "#lib/domain/quotas/fullest.ts";
import type { QuotaView } from "#lib/domain/quotas/model.ts";
import type { BulkAct, BulkPreview } from "#lib/domain/tenants/bulk-model.ts";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import type { UsageAnswer } from "#lib/domain/usage/model.ts";

export type TenantCard = {
  tenant: Omit<TenantView, "createdAt" | "updatedAt"> & { createdAt: string; updatedAt: string };
  quotas: (QuotaView & { name: string; unit: string })[];
  usage: UsageAnswer | null;
};

/** What the sheet beside the list shows of a tenant. */
export function tenantCardQuery(slug: string) {
  return queryOptions({
    queryKey: ["tenant card", slug],
    queryFn: ({ signal }) => read<TenantCard>(`/platform/tenants/${slug}/card`, signal),
    staleTime: 15_000,
  });
}

/** The figures of the rows in sight, asked for after the rows are there and again each half minute. */
export function tenantFiguresQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["tenant figures", ...ids],
    queryFn: ({ signal }) =>
      read<{ items: QuotaFigures[]; readAt: string }>(`/platform/tenant-figures?ids=${ids.join(",")}`, signal),
    refetchInterval: 30_000,
    enabled: ids.length > 0,
  });
}

/** Which tenants an act is for: those named, or all that a filter matches. */
export type Chosen = { slugs: readonly string[] } | { filter: string; total: number };

/** What an act would do, asked again for every run. */
export function bulkPreviewQuery(act: BulkAct, chosen: Chosen) {
  const search = new URLSearchParams(Object.entries(act));
  if ("slugs" in chosen) search.set("slugs", chosen.slugs.join(","));
  else search.set("q", chosen.filter);
  // Why it is done changes nothing about to whom.
  search.delete("reason");
  return queryOptions({
    queryKey: ["tenant bulk", `${search}`],
    queryFn: ({ signal }) => read<BulkPreview>(`/platform/tenant-bulk?${search}`, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

async function read<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.json();
  const refusal: { message?: string } = await response.json().catch(() => ({}));
  throw new Error(refusal.message ?? "The server answered nothing that could be read.");
}

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Found } from "#lib/domain/finder/model.ts";
import { withoutSecret } from "#lib/domain/finder/secret.ts";

/** What the server finds by a clue. Nothing is asked before two letters. */
export function findQuery(url: string, typed: string) {
  const clue = withoutSecret(typed);
  return queryOptions({
    queryKey: [url, clue],
    queryFn: ({ signal }) => find(`${url}?${new URLSearchParams({ q: clue })}`, signal),
    enabled: clue.length >= 2,
    placeholderData: keepPreviousData,
  });
}

async function find(url: string, signal: AbortSignal): Promise<Found[]> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error("The search failed");
  return response.json();
}

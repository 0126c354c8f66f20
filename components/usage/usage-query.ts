import { queryOptions } from "@tanstack/react-query";
import type { UsageAnswer, UsageQuestion } from "#lib/domain/usage/model.ts";

/** The words of a question in an address, without those that say nothing. */
export function wordsOf(question: UsageQuestion): URLSearchParams {
  const { meter, range, zone, groupBy, by, show, compare } = question;
  const words = Object.entries({ meter, range, zone, groupBy, by, show, compare });
  return new URLSearchParams(words.flatMap(([name, word]) => (word ? [[name, word]] : [])));
}

/** The usage graph's question, asked again every five seconds while the page is looked at. The address it goes to names the tenant. */
export function usageQuery(seriesUrl: string, question: UsageQuestion, initial: UsageAnswer | undefined) {
  return queryOptions({
    queryKey: [seriesUrl, wordsOf(question).toString()],
    queryFn: ({ signal }) => readUsage(`${seriesUrl}?${wordsOf(question)}`, signal),
    initialData: initial,
    initialDataUpdatedAt: initial && Date.parse(initial.readAt),
    refetchInterval: 5_000,
    placeholderData: (before: UsageAnswer | undefined) => (before?.meter.slug === question.meter ? before : undefined),
  });
}

async function readUsage(url: string, signal: AbortSignal): Promise<UsageAnswer> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.json();
  const refusal: { message?: string; errors?: { message: string }[] } = await response.json().catch(() => ({}));
  const reason = refusal.errors?.[0]?.message ?? refusal.message;
  throw new Error(reason ? `${reason}.` : "The server answered nothing that could be read.");
}

import type { TenantSort } from "#lib/domain/tenants/list-model.ts";

/** The words of the list's address, as they are. */
export type ListWords = Readonly<Record<string, string>>;

const path = "/platform/tenants";

/** The address of the list with some words changed; undefined takes a word away. */
export function tenantsHref(words: ListWords, change: Record<string, string | undefined> = {}): string {
  const all = Object.entries({ ...words, ...change }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return all.length > 0 ? `${path}?${new URLSearchParams(all)}` : path;
}

/** The same list from its beginning, ordered by this column: upwards first, then downwards. */
export function sortHref(words: ListWords, by: TenantSort, now: { sort: TenantSort; descending: boolean }): string {
  const down = now.sort === by && !now.descending;
  const sort = down ? `-${by}` : by;
  return tenantsHref(words, { ...fromTheStart, sort: sort === "name" ? undefined : sort });
}

export const fromTheStart = { after: undefined, before: undefined, from: undefined, row: undefined };

/** The words that a saved view keeps: what is listed and how, not where in it somebody is. */
export function viewWordsOf(words: ListWords): string {
  const kept = ["q", "sort", "cols", "density"].flatMap((name) => (words[name] ? [[name, words[name]]] : []));
  return `${new URLSearchParams(kept)}`;
}

/** The address of a saved view; `all` is the list as it is without one. */
export function viewHref(view: { id: string; words: string } | "all"): string {
  if (view === "all") return path;
  return tenantsHref(Object.fromEntries(new URLSearchParams(view.words)), { view: view.id });
}

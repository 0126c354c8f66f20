export type Recent = { href: string; label: string };

const kept = 6;

/** Where this person went through the palette, newest first; kept in their own browser, apart for each place they work in. */
export function recentPlaces(home: string): Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name(home)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function rememberPlace(home: string, place: Recent): void {
  const others = recentPlaces(home).filter(({ href }) => href !== place.href);
  localStorage.setItem(name(home), JSON.stringify([place, ...others].slice(0, kept)));
}

function isRecent(place: unknown): place is Recent {
  if (place === null || typeof place !== "object" || !("href" in place) || !("label" in place)) return false;
  return typeof place.href === "string" && place.href.startsWith("/") && typeof place.label === "string";
}

function name(home: string): string {
  return `tenantry-recent:${home}`;
}

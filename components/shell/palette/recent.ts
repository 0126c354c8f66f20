import { z } from "zod";

const Recent = z.array(z.object({ href: z.string().startsWith("/"), label: z.string() }));
export type Recent = z.output<typeof Recent>[number];

const kept = 6;

/** Where this person went through the palette, newest first; kept in their own browser, apart for each place they work in. */
export function recentPlaces(home: string): Recent[] {
  try {
    return Recent.parse(JSON.parse(localStorage.getItem(name(home)) ?? "[]"));
  } catch {
    return [];
  }
}

export function rememberPlace(home: string, place: Recent): void {
  const others = recentPlaces(home).filter(({ href }) => href !== place.href);
  localStorage.setItem(name(home), JSON.stringify([place, ...others].slice(0, kept)));
}

function name(home: string): string {
  return `tenantry-recent:${home}`;
}

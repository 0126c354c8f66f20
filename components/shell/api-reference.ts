import type { Place } from "./palette/places.ts";

/** Where the HTTP API is described, for the menu, the palette and the pages of keys. */
export const apiReference: Place = { href: "/docs/api", label: "API reference", icon: "book" };

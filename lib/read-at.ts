import { cache } from "react";

/** When the page that is being drawn began to read what it shows. */
export const readAt = cache((): string => new Date().toISOString());

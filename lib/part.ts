/** A part of a page that fails alone: what it shows, or the id of the request in which its read failed. */
export type Part<T> = { value: T } | { failed: string };

/** What a part shows, if it could be read; else `instead`. */
export function valueOr<T, I>(part: Part<T>, instead: I): T | I {
  return "value" in part ? part.value : instead;
}

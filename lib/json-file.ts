/** A JSON array written piece by piece: each piece holds some of its items, and the last one closes it. */
export function jsonPiece(items: readonly unknown[], { first, last }: { first: boolean; last: boolean }): string {
  const lines = items.map((item) => JSON.stringify(item));
  const begin = first ? "[\n" : lines.length > 0 ? ",\n" : "";
  return `${begin}${lines.join(",\n")}${last ? "\n]\n" : ""}`;
}

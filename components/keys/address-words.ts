/** Where a key may be used from, short enough for a cell. */
export function addressesInWords(addresses: readonly string[]): string {
  const [first, ...others] = addresses;
  if (first === undefined) return "from any address";
  return others.length === 0 ? `from ${first} only` : `from ${first} and ${others.length} more`;
}

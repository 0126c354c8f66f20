/** The words behind the question mark of an address, as Next hands them to a page. */
export type Address = Promise<Record<string, string | string[] | undefined>>;

/** One word of it, the first where it is repeated; nothing where it holds what no word of ours does. */
export function wordOf(address: Awaited<Address>, name: string, max = 200): string | undefined {
  const word = address[name];
  const first = Array.isArray(word) ? word[0] : word;
  return first && first.length <= max && !first.includes("\0") ? first : undefined;
}

/** At which row of a long list this page begins, for its footer to say. The list itself goes by the last row seen. */
export function rowOf(address: Awaited<Address>): number {
  const row = wordOf(address, "from");
  return row && /^[1-9]\d{0,8}$/.test(row) ? Number(row) : 1;
}

import type { ListWords } from "#components/tenants/list-address.ts";
import { type Address, wordOf } from "../../../address.ts";

const known = ["q", "sort", "after", "before", "from", "cols", "density", "row", "view"];

/** The words of the list's address that it knows, in the order in which it writes them. */
export function listWordsOf(address: Awaited<Address>): ListWords {
  return Object.fromEntries(
    known.flatMap((name) => [[name, wordOf(address, name, 1_000) ?? ""]]).filter(([, word]) => word),
  );
}

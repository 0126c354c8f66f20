import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Addresses and networks, made ready to be asked about. */
export class AddressList {
  readonly entries: readonly string[];
  readonly #ranges = new BlockList();

  constructor(entries: readonly string[]) {
    this.entries = entries;
    for (const entry of entries) this.#add(entry);
  }

  /** Whether an address is on the list. What is no address is on none. */
  has(address: string): boolean {
    if (isIPv4(address)) return this.#ranges.check(address, "ipv4");
    // The interface an address was met at is no part of it.
    const bare = address.replace(/%.*$/, "");
    return isIPv6(bare) && this.#ranges.check(bare, "ipv6");
  }

  #add(entry: string): void {
    const [address = "", length] = entry.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    if (length === undefined) this.#ranges.addAddress(address, family);
    else this.#ranges.addSubnet(address, Number(length), family);
  }
}

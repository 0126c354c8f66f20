import { z } from "zod";

const Range = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** Whether a text is an address or a network as `AddressList` takes it: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export function isAddressRange(text: string): boolean {
  // One of version 4 has one form alone, so that a list does not miss what it seems to hold.
  return Range.safeParse(text).success && !/^::ffff:/i.test(text);
}

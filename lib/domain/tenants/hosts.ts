import { isSlug } from "./model.ts";

export type HostMatch = { slug: string | null; namespace: string; rule: "apex" | "localhost" | "subdomain" };

/**
 * Which namespace a host stands for, by its form alone: the apex and `localhost` mean the default one, `<slug>.<base>` that tenant's.
 * Case, a port and one trailing dot do not matter. Anything else (IP addresses, deeper labels, reserved labels) is null, never the default.
 */
export function namespaceOfHost(host: string, base: string): HostMatch | null {
  const name = host
    .toLowerCase()
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "");
  if (name === base) return { slug: null, namespace: "default", rule: "apex" };
  if (name === "localhost") return { slug: null, namespace: "default", rule: "localhost" };
  if (!name.endsWith(`.${base}`)) return null;
  const label = name.slice(0, -base.length - 1);
  return isSlug(label) ? { slug: label, namespace: label, rule: "subdomain" } : null;
}

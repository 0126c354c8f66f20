import type { IconName } from "#components/ui/icon.tsx";
import type { Found } from "#lib/domain/finder/model.ts";

/** A page or an act the palette leads to. The server lists only those this person may reach. */
export type Place = { href: string; label: string; icon: IconName };

export const foundIcons: Record<Found["kind"], IconName> = {
  tenant: "building",
  member: "user",
  key: "key",
  decision: "gauge",
  entry: "list",
};

/** Where what was found is shown: in the admin portal, or in the console of its tenant. */
export function placeOf({ kind, id, tenant }: Found, console: boolean): string {
  const home = tenant ? `${console ? "/t" : "/platform/tenants"}/${tenant.slug}` : "/platform";
  if (kind === "tenant") return home;
  if (kind === "decision") return `${home}/decisions/${id}`;
  if (kind === "entry") return `${home}/audit?entry=${id}`;
  return `${home}/${kind === "key" ? "keys" : "members"}`;
}

/** The pages of a tenant, one step further in. */
export function placesInside({ slug, name }: { slug: string; name: string }): Place[] {
  const home = `/platform/tenants/${slug}`;
  return [
    { href: home, label: `${name}: overview`, icon: "home" },
    { href: `${home}/usage`, label: `${name}: usage`, icon: "chart" },
    { href: `${home}/quotas`, label: `${name}: quotas`, icon: "gauge" },
    { href: `${home}/members`, label: `${name}: members`, icon: "users" },
    { href: `${home}/keys`, label: `${name}: API keys`, icon: "key" },
    { href: `${home}/audit`, label: `${name}: audit`, icon: "list" },
    { href: `${home}/settings`, label: `${name}: settings`, icon: "gear" },
    { href: `${home}/edit`, label: `${name}: edit`, icon: "pencil" },
  ];
}

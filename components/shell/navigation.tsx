"use client";

import type { IconName } from "#components/ui/icon.tsx";
import { NavLink } from "./nav-link.tsx";

type NavItem = {
  href: string;
  label: string;
  icon: IconName;
  count?: number | string;
  exact?: boolean;
  /** `g` and this letter go there. */
  letter?: string;
};
export type NavGroup = { label?: string; items: readonly NavItem[] };

/** The places of the sidebar. */
export function Navigation({ groups }: { groups: readonly NavGroup[] }) {
  const hrefs = groups.flatMap((group) => group.items.map((item) => item.href));
  return (
    <nav aria-label="Main" className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {groups.map((group) => (
        <div key={group.label ?? ""}>
          {group.label && <p className="sidebar-group px-2 pt-3 pb-1 font-medium text-12 text-text-3">{group.label}</p>}
          <ul className="grid gap-1">
            {group.items.map((item) => (
              <li key={item.href}>
                <NavLink {...item} except={hrefs.filter((href) => href.startsWith(`${item.href}/`))} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

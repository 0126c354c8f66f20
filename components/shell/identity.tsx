import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar, type AvatarTone } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu, MenuGroup, MenuLink } from "#components/ui/menu.tsx";

export type IdentityProps = {
  name: string;
  sub?: string;
  /** How it stands. */
  state?: ReactNode;
  letter?: string;
  tone?: AvatarTone;
  chip?: string;
  href?: string;
  /** Other places of the same kind that this person may enter. */
  switcher?: readonly { href: string; name: string; sub?: string; state?: ReactNode }[];
};

const ROW = "mb-2 flex min-h-10 w-full items-center gap-2 rounded-control p-2 text-left hover:bg-surface/60";

/** Whose place this is. It leads home, or opens the list of the others. */
export function Identity({ href = "/", switcher, ...face }: IdentityProps) {
  if (!switcher?.length)
    return (
      <Link href={href} className={ROW}>
        <Face {...face} />
      </Link>
    );
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={ROW}>
          <Face {...face} />
          <Icon name="chevron-down" className="sidebar-aside ml-auto text-text-3" label="Switch" />
        </button>
      }
    >
      <MenuGroup label="Switch to">
        {switcher.map((place) => (
          <MenuLink key={place.href} href={place.href} current={place.href === href}>
            <Avatar name={place.name} square />
            <span className="grid min-w-0">
              <span className="truncate">{place.name}</span>
              {place.sub && <span className="truncate text-12 text-text-3">{place.sub}</span>}
            </span>
            {place.state && <span className="ml-auto">{place.state}</span>}
            {place.href === href && <Icon name="check" className="text-accent" label="You are here" />}
          </MenuLink>
        ))}
      </MenuGroup>
    </Menu>
  );
}

function Face({ name, sub, state, letter, tone = 2, chip }: Omit<IdentityProps, "href" | "switcher">) {
  return (
    <>
      <Avatar name={letter ?? name} tone={tone} square />
      <span className="sidebar-words grid min-w-0">
        <span className="truncate font-semibold text-14">{name}</span>
        {sub && <span className="truncate text-12 text-text-3">{sub}</span>}
        {state && (
          <span className="mt-1 flex flex-wrap items-center gap-1 [&>.bg-sunken]:bg-surface">
            {state}
            {chip && <RoleChip>{chip}</RoleChip>}
          </span>
        )}
      </span>
      {chip && !state && (
        <span className="sidebar-aside ml-auto">
          <RoleChip>{chip}</RoleChip>
        </span>
      )}
    </>
  );
}

export function RoleChip({ children }: { children: string }) {
  return <span className="rounded-full border px-2 font-medium text-12 text-text-2">{children}</span>;
}

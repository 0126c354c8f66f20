"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Avatar, initials } from "#components/ui/avatar.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { Popover } from "#components/ui/popover.tsx";

export type AccountLink = { href: string; label: string; icon?: IconName };

export const signOutButtonClass =
  "flex h-8 w-full items-center gap-2 rounded-inner px-2 text-left text-14 hover:bg-sunken pointer-coarse:h-11";

/** Who is signed in, where else they may go, and the way out. A popover, for the way out is a form. */
export function AccountMenu({
  user,
  links = [],
  signOut,
}: {
  user: { name: string; email: string };
  links?: readonly AccountLink[];
  signOut: ReactNode;
}) {
  const path = usePathname();
  const [openedAt, setOpenedAt] = useState<string>();
  return (
    <Popover
      label={user.name}
      align="end"
      open={openedAt === path}
      onOpenChange={(open) => setOpenedAt(open ? path : undefined)}
      className="w-64 max-w-[calc(100vw-2rem)] p-1"
      trigger={
        <button
          type="button"
          aria-label={`${initials(user.name)}, account of ${user.name}`}
          className="grid size-8 place-items-center rounded-full pointer-coarse:size-11"
        >
          <Avatar name={user.name} />
        </button>
      }
    >
      <div className="px-2 py-2">
        <p className="truncate font-semibold text-14">{user.name}</p>
        <p className="truncate text-13 text-text-2">{user.email}</p>
      </div>
      <div className="-mx-1 grid border-t p-1">
        {links.map((link) => (
          <Link key={link.href} href={link.href} className={signOutButtonClass}>
            <Icon name={link.icon ?? "right"} className="text-text-3" />
            <span className="truncate">{link.label}</span>
          </Link>
        ))}
        {signOut}
      </div>
    </Popover>
  );
}

"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Later } from "#components/ui/later.ts";
import { Opener } from "#components/ui/opener.tsx";
import { useOpening } from "#components/ui/use-opening.ts";

const later = new Later(() => import("./nav-drawer-surface.tsx"));

/** The sidebar on narrow screens: slides in, and goes when a page has been chosen. */
export function NavDrawer({ children }: { children: ReactNode }) {
  const path = usePathname();
  const [openedAt, setOpenedAt] = useState<string>();
  const { shown, change, opener, parts } = useOpening(later, openedAt === path, (open) =>
    setOpenedAt(open ? path : undefined),
  );
  return (
    <>
      <Opener
        trigger={<IconButton label="Menu" icon="menu" className="-ml-2 md:hidden" />}
        opens="dialog"
        open={shown}
        ref={opener}
        onPress={() => change(true)}
      />
      {parts && (
        <parts.NavDrawerSurface open={shown} onOpenChange={change} opener={opener}>
          {children}
        </parts.NavDrawerSurface>
      )}
    </>
  );
}

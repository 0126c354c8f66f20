"use client";

import { Dialog } from "@base-ui/react/dialog";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { backdropClass } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

/** The sidebar on narrow screens: slides in, and goes when a page has been chosen. */
export function NavDrawer({ children }: { children: ReactNode }) {
  const path = usePathname();
  const [openedAt, setOpenedAt] = useState<string>();
  return (
    <Dialog.Root open={openedAt === path} onOpenChange={(open) => setOpenedAt(open ? path : undefined)}>
      <Dialog.Trigger render={<IconButton label="Menu" icon="menu" />} className="-ml-2 md:hidden" />
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-30 flex w-70 max-w-[calc(100vw-3rem)] flex-col overflow-y-auto border-r bg-sunken p-3 shadow-float transition-transform duration-220 ease-out data-[ending-style]:-translate-x-full data-[starting-style]:-translate-x-full">
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Dialog.Close render={<IconButton label="Close menu" icon="x" size="sm" />} className="mb-1 ml-auto" />
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

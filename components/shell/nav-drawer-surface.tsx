"use client";

import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
import { backdropClass } from "#components/ui/dialog-class.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useComingIn } from "#components/ui/use-opening.ts";

/** The sidebar as it slides in. */
export function NavDrawerSurface({
  open,
  onOpenChange,
  opener,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  opener: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  return (
    <Dialog.Root open={useComingIn(open)} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          finalFocus={() => opener.current ?? true}
          className="fixed inset-y-0 left-0 z-30 flex w-70 max-w-[calc(100vw-3rem)] flex-col overflow-y-auto border-r bg-sunken p-3 shadow-float transition-transform duration-220 ease-out data-[ending-style]:-translate-x-full data-[starting-style]:-translate-x-full"
        >
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Dialog.Close render={<IconButton label="Close menu" icon="x" size="sm" />} className="mb-1 ml-auto" />
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

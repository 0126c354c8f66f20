"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { backdropClass } from "./dialog-class.ts";
import { IconButton } from "./icon-button.tsx";
import { useComingIn } from "./use-opening.ts";

/** What a drawer shows. */
export function DrawerSurface({
  title,
  chip,
  open,
  onClose,
  modal = false,
  returnTo,
  footer,
  children,
}: {
  title: string;
  chip?: ReactNode;
  open: boolean;
  onClose: () => void;
  modal?: boolean;
  returnTo?: () => HTMLElement | null;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Base.Root
      open={useComingIn(open)}
      onOpenChange={(next) => !next && onClose()}
      modal={modal}
      disablePointerDismissal={!modal}
    >
      <Base.Portal>
        {modal && <Base.Backdrop className={backdropClass} />}
        <Base.Popup
          data-beside={!modal || undefined}
          finalFocus={returnTo ? () => returnTo() ?? true : undefined}
          className="fixed inset-y-0 right-0 z-30 flex w-120 max-w-full flex-col border-l bg-surface shadow-float outline-none transition-transform duration-220 ease-out data-[ending-style]:translate-x-full data-[starting-style]:translate-x-full"
        >
          <div className="flex min-h-12 items-center gap-3 border-b py-2 pr-3 pl-4">
            <Base.Title className="min-w-0 truncate font-semibold text-16" title={title}>
              {title}
            </Base.Title>
            {chip}
            <Base.Close render={<IconButton label="Close" icon="x" size="sm" />} className="ml-auto" />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
          {footer && <div className="flex flex-wrap items-center gap-2 border-t px-4 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

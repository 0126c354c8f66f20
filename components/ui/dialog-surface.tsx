"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { backdropClass, dialogClass } from "./dialog-class.ts";
import { IconButton } from "./icon-button.tsx";
import { useComingIn } from "./use-opening.ts";

/** What a dialog shows. */
export function DialogSurface({
  title,
  description,
  open,
  onOpenChange,
  returnTo,
  size = "md",
  footer,
  children,
}: {
  title: string;
  description?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Where focus returns. */
  returnTo: () => HTMLElement | null;
  size?: "md" | "lg";
  footer?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Base.Root open={useComingIn(open)} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          finalFocus={() => returnTo() ?? true}
          className={cn(dialogClass, size === "lg" ? "max-w-160" : "max-w-120")}
        >
          <Base.Title className="px-6 pt-4 pr-12 pb-2 font-semibold text-16">{title}</Base.Title>
          <div className="grid gap-4 overflow-y-auto px-6 pb-6">
            {description && <Base.Description className="text-14 text-text-2">{description}</Base.Description>}
            {children}
          </div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-6 py-4">{footer}</footer>}
          <Base.Close render={<IconButton label="Close" icon="x" size="sm" />} className="absolute top-3 right-3" />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

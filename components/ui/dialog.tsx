"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";

export const backdropClass =
  "fixed inset-0 z-30 bg-[rgb(8_10_15/0.5)] transition-opacity duration-160 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";

export const dialogClass =
  "floating z-30 -translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-dialog data-[ending-style]:translate-y-[calc(-50%-4px)] data-[starting-style]:translate-y-[calc(-50%-4px)]";

/** A small task over the page. Escape, the cross and a click beside it close it; focus returns to the trigger. */
export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  size = "md",
  footer,
  children,
}: {
  title: string;
  description?: ReactNode;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "md" | "lg";
  footer?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup className={cn(dialogClass, size === "lg" ? "max-w-160" : "max-w-120")}>
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

/** Makes its child close the dialog around it. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Base.Close render={children} />;
}

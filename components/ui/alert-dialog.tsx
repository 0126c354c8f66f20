"use client";

import type { ReactElement, ReactNode } from "react";
import { Later } from "./later.ts";
import { Opener } from "./opener.tsx";
import { useOpening } from "./use-opening.ts";

const later = new Later(() => import("./alert-dialog-surface.tsx"));

type Outcome = { error?: string } | undefined;

/** Asks before something that hurts: says to whom, until when, and stands on Cancel. */
export function AlertDialog({
  trigger,
  open,
  onOpenChange,
  ...asks
}: {
  title: string;
  description?: ReactNode;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  /** What must be typed before the act is offered. */
  typed?: string;
  confirmDisabled?: boolean;
  onConfirm: () => Outcome | void | Promise<Outcome | void>;
  children?: ReactNode;
}) {
  const { shown, change, opener, returnTo, parts } = useOpening(later, open, onOpenChange);
  return (
    <>
      {trigger && <Opener trigger={trigger} opens="dialog" open={shown} ref={opener} onPress={() => change(true)} />}
      {parts && <parts.AlertDialogSurface {...asks} open={shown} onOpenChange={change} returnTo={returnTo} />}
    </>
  );
}

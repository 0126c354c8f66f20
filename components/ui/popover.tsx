"use client";

import type { ReactElement, ReactNode } from "react";
import { Later } from "./later.ts";
import { Opener } from "./opener.tsx";
import { useSwap } from "./use-swap.ts";

const later = new Later(() => import("./popover-whole.tsx"));

/** A small surface beside what opened it; Escape and a click elsewhere close it. */
export function Popover(props: {
  trigger: ReactElement;
  label: string;
  align?: "start" | "end";
  open: boolean;
  onOpenChange: (open: boolean) => void;
  className?: string;
  children: ReactNode;
}) {
  const { trigger, open, onOpenChange } = props;
  const { opener, whole } = useSwap(later, open);
  if (whole) return <whole.Popover {...props} />;
  return <Opener trigger={trigger} opens="dialog" open={open} ref={opener} onPress={() => onOpenChange(true)} />;
}

"use client";

import type { ReactNode } from "react";
import { Later } from "./later.ts";
import { useOpening } from "./use-opening.ts";

const later = new Later(() => import("./drawer-surface.tsx"));

/**
 * A sheet from the right over the page, the whole width on a phone. Without `modal` the page beside it stays in use, and only
 * Escape and the cross close it. Focus returns to what `returnTo` finds.
 */
export function Drawer(props: {
  title: string;
  chip?: ReactNode;
  open: boolean;
  onClose: () => void;
  modal?: boolean;
  returnTo?: () => HTMLElement | null;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const { parts } = useOpening(later, props.open);
  return parts && <parts.DrawerSurface {...props} />;
}

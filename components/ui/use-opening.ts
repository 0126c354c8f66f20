"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Later, useLater } from "./later.ts";

/**
 * The light half of what opens over the page: whether it is open, by itself or as its owner has it, and the rest of it once it
 * is fetched and was asked for.
 */
export function useOpening<T>(later: Later<T>, open?: boolean, onOpenChange?: (open: boolean) => void) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const opener = useRef<HTMLElement>(null);
  const shown = open ?? ownOpen;
  if (shown && !asked) setAsked(true);
  const loaded = useLater(later, shown);
  // What a key opens has no opener that was pressed: focus returns to where it was.
  const from = useRef<Element>(null);
  useLayoutEffect(() => {
    if (shown) from.current = document.activeElement;
  }, [shown]);
  const change = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  return {
    shown,
    change,
    opener,
    returnTo: () => placeOf(from.current) ?? opener.current,
    parts: asked ? loaded : undefined,
  };
}

function placeOf(element: Element | null): HTMLElement | null {
  const there = element instanceof HTMLElement && element.isConnected && element !== document.body;
  return there ? element : null;
}

/** Open, but not in the first picture of whatever it opens, so that even the first time is seen to come in. */
export function useComingIn(open: boolean): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setThere(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return there && open;
}

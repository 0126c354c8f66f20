"use client";

import { useEffect, useRef, useState } from "react";
import { type Later, useLater } from "./later.ts";

/**
 * For what floats beside its trigger and shares the keyboard with it: until the whole is fetched its trigger stands alone, and
 * the whole takes its place when nobody points at it or has it in focus, or when it is pressed.
 */
export function useSwap<T>(later: Later<T>, open = false) {
  const opener = useRef<HTMLElement>(null);
  const [pressed, setPressed] = useState<"pointer" | "keyboard">();
  const [free, setFree] = useState(false);
  const loaded = useLater(later, open || pressed !== undefined);

  useEffect(() => {
    const element = opener.current;
    if (!loaded || !element) return;
    const settle = () => {
      if (!element.matches(":hover, :focus")) setFree(true);
    };
    settle();
    element.addEventListener("blur", settle);
    element.addEventListener("pointerleave", settle);
    return () => {
      element.removeEventListener("blur", settle);
      element.removeEventListener("pointerleave", settle);
    };
  }, [loaded]);

  const press = (event: { detail: number }) => setPressed(event.detail === 0 ? "keyboard" : "pointer");
  return { opener, press, pressed, whole: free || open || pressed ? loaded : undefined };
}

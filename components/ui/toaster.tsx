"use client";

import { Later, useLater } from "./later.ts";

const later = new Later(() => import("./toaster-surface.tsx"));

/** Passing words. */
export const toast = {
  success: (words: string) => say("success", words),
  error: (words: string) => say("error", words),
};

/** Where passing words appear. Never the only place for an error. */
export function Toaster() {
  const surface = useLater(later);
  return surface && <surface.ToasterSurface />;
}

function say(kind: "success" | "error", words: string): void {
  void later.fetch().then(({ speak }) => speak(kind, words));
}

"use client";

import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";

let nowPlaced = () => {};
const placed = new Promise<void>((resolve) => {
  nowPlaced = resolve;
});

/** Shows words as soon as there is a place for them: earlier ones would be lost. */
export async function speak(kind: "success" | "error", words: string): Promise<void> {
  await placed;
  toast[kind](words);
}

/** The place itself, a region that is read out. */
export function ToasterSurface() {
  const { resolvedTheme } = useTheme();
  useEffect(() => nowPlaced(), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-2 rounded-panel border bg-surface p-3 font-sans text-14 text-text shadow-float",
          description: "text-13 text-text-2",
          actionButton: "ml-auto font-medium text-accent",
          success: "[&_[data-icon]]:text-ok",
          error: "[&_[data-icon]]:text-bad",
          warning: "[&_[data-icon]]:text-warn",
        },
      }}
    />
  );
}

"use client";

import { useSyncExternalStore } from "react";
import { Kbd } from "./kbd.tsx";

/** Keys as this machine's keyboard names them: `mod+k` is ⌘ K or Ctrl K, `g>t` one after the other. */
export function Keys({ keys, className }: { keys: string; className?: string }) {
  const mac = useSyncExternalStore(neverChanges, isMac, () => false);
  const words: Record<string, string> = { mod: mac ? "⌘" : "Ctrl", escape: "Esc", enter: "↵" };
  return (
    <span className={className}>
      <span className="flex items-center gap-1 text-12 text-text-3">
        {keys.split(">").map((step, at) => (
          <span key={step} className="flex items-center gap-1">
            {at > 0 && "then"}
            {(step.length > 1 ? step.split("+") : [step]).map((key) => (
              <Kbd key={key}>{words[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</Kbd>
            ))}
          </span>
        ))}
      </span>
    </span>
  );
}

function neverChanges(): () => void {
  return () => {};
}

function isMac(): boolean {
  return /mac/i.test(navigator.userAgent);
}

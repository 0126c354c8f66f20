"use client";

import { HotkeysProvider, useHotkeys, useHotkeysContext } from "react-hotkeys-hook";
import { useSingleKeys } from "./single-keys.ts";

/** Around everything that has shortcuts, and around the sheet that lists them. */
export const ShortcutProvider = HotkeysProvider;

/**
 * Binds keys while the component is there: `j`, `g>t` (one after the other), `mod+k` (⌘ or Ctrl), `?`. `says` stands in
 * the sheet of shortcuts. Off while somebody types, and for those who have switched single keys off.
 */
export function useShortcut(keys: string, says: string, act: () => void, enabled = true): void {
  const [singleKeys] = useSingleKeys();
  const modified = keys.startsWith("mod+");
  // A sign is meant as the sign, wherever it lies on a keyboard and whether or not it needs Shift there.
  const sign = keys === "?" || keys === "/" || keys === "[";
  const signLast = />[+-]$/.test(keys);
  const wanted = enabled && (modified || singleKeys);
  useHotkeys(keys, act, {
    enabled: sign ? ({ ctrlKey, metaKey, altKey }) => wanted && !ctrlKey && !metaKey && !altKey : wanted,
    ignoreModifiers: sign,
    enableOnFormTags: modified,
    preventDefault: true,
    useKey: sign || signLast,
    // A plus at the end is the key, not what joins two.
    splitKey: signLast ? "&" : undefined,
    description: says,
    metadata: { keys },
    sequenceTimeoutMs: 900,
  });
}

/** What is bound at this moment, each key once. */
export function useShortcuts(): { keys: string; says: string }[] {
  const { hotkeys } = useHotkeysContext();
  const bound = new Map(hotkeys.map(({ metadata, description }) => [String(metadata?.keys ?? ""), description ?? ""]));
  return Array.from(bound, ([keys, says]) => ({ keys, says }));
}

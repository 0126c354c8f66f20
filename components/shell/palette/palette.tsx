"use client";

import { useState } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Keys } from "#components/ui/keys.tsx";
import { Later, useLater } from "#components/ui/later.ts";
import { useShortcut } from "#components/ui/shortcut.tsx";
import type { Place } from "./places.ts";

const later = new Later(() => import("./palette-dialog.tsx"));

export type PaletteProps = {
  /** Where this person works: the portal or one tenant's console. Its `/find` answers. */
  home: string;
  places: readonly Place[];
};

/** ⌘K: finds whatever a clue leads to, and goes there. Loaded when the page rests, or when it is first wanted. */
export function Palette(props: PaletteProps) {
  const [open, setOpen] = useState<boolean>();
  const palette = useLater(later, open);
  useShortcut("mod+k", "Find anything", () => setOpen((before) => !before));
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Meta+K Control+K"
        className="hidden h-8 w-56 items-center gap-2 rounded-control border border-edge/50 bg-surface px-2 text-13 text-text-3 transition-colors duration-120 hover:border-edge lg:flex"
      >
        <Icon name="search" size={14} className="shrink-0" />
        <span className="truncate">Find anything</span>
        <Keys keys="mod+k" className="ml-auto shrink-0" />
      </button>
      <IconButton label="Find anything" icon="search" className="lg:hidden" onClick={() => setOpen(true)} />
      {open !== undefined && palette && <palette.PaletteDialog {...props} open={open} onOpenChange={setOpen} />}
    </>
  );
}

"use client";

import { type ReactNode, useState } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { keepLook } from "#components/ui/keep-look.ts";
import { useShortcut } from "#components/ui/shortcut.tsx";
import { navLinkClass } from "./nav-link.tsx";

/**
 * The column at the left, 240 pixels wide or 64. A cookie remembers which, so that the server draws it as it was left and
 * nothing moves while the page loads.
 */
export function Sidebar({ narrow: before, children }: { narrow: boolean; children: ReactNode }) {
  const [narrow, setNarrow] = useState(before);
  const turn = () => {
    keepLook("sidebar", narrow ? "wide" : "narrow");
    setNarrow(!narrow);
  };
  useShortcut("[", "Narrow or widen the sidebar", turn);
  return (
    <aside
      aria-label="Sidebar"
      data-narrow={narrow || undefined}
      className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-r bg-sunken data-narrow:w-16 md:flex print:hidden"
    >
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden p-3">{children}</div>
      <div className="p-3">
        <button type="button" aria-keyshortcuts="[" onClick={turn} className={navLinkClass}>
          <Icon name="sidebar" />
          <span className="sidebar-words truncate">{narrow ? "Widen the sidebar" : "Narrow the sidebar"}</span>
          <Kbd className="sidebar-aside ml-auto pointer-coarse:hidden">[</Kbd>
        </button>
      </div>
    </aside>
  );
}

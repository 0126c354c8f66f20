"use client";

import type { RefObject } from "react";
import { useShortcut } from "./shortcut.tsx";

/** What the keys of a list do with the row at a place. `current` is the row that is looked at beside the list, if any. */
type Rows = { current: number | null; onMove(at: number): void; onToggle(at: number): void };

/**
 * Walks the rows of a list: `j` and `k` go down and up, `x` selects, `f` goes through what the row can be filtered by, which is
 * marked `data-filter`. A row is found by the link in it that is marked `data-row`; Enter on that link is the link's own.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>, { current, onMove, onToggle }: Rows): void {
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const place = () => {
    const focused = links().findIndex((link) => link.closest("tr")?.contains(document.activeElement));
    return focused >= 0 ? focused : (current ?? -1);
  };
  const move = (by: 1 | -1) => {
    const next = links()[Math.max(0, place() + by)];
    if (!next || isCovered()) return;
    // Beside an open sheet the focus stays there; what is looked at moves.
    if (current === null) next.focus();
    next.closest("tr")?.scrollIntoView({ block: "nearest" });
    onMove(links().indexOf(next));
  };
  useShortcut("j", "Next row", () => move(1));
  useShortcut("k", "Previous row", () => move(-1));
  useShortcut("f", "Filter by a value of the row", () => {
    const values = [...(links()[place()]?.closest("tr")?.querySelectorAll<HTMLElement>("[data-filter]") ?? [])];
    const shown = values.filter((each) => each.checkVisibility());
    if (!isCovered()) shown[(shown.findIndex((each) => each === document.activeElement) + 1) % shown.length]?.focus();
  });
  useShortcut("x", "Select the row", () => {
    const at = place();
    if (at >= 0 && !isCovered()) onToggle(at);
  });
}

/** Whether something lies over the page that the keys belong to. */
function isCovered(): boolean {
  const layer = document.activeElement?.closest('[role="dialog"], [role="alertdialog"], [role="menu"]');
  return layer instanceof HTMLElement && !layer.matches("[data-beside]");
}

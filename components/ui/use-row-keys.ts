"use client";

import type { RefObject } from "react";
import { useShortcut } from "./shortcut.tsx";

/**
 * What the keys of a list do with its rows, which are told by what `data-row` says in each. `current` is the place of the row that is
 * looked at beside the list, -1 where none is.
 */
type Rows = {
  current(rows: (string | undefined)[]): number;
  onMove(row: string | undefined): void;
  onToggle?(at: number): void;
};

/**
 * Walks the rows of a list: `j` and `k` go down and up, `x` selects, `f` goes through what the row can be filtered by, which is
 * marked `data-filter`. Of several lists on a page the keys belong to the one with the focus, else to the first. In a row the focus
 * is on what is marked `data-row`, else on its first link or button, else on the row; Enter there is its own.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>, { current, onMove, onToggle }: Rows): void {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("tbody > tr") ?? [])];
  const looked = () => current(rows().map(rowOf));
  const place = () => {
    const focused = rows().findIndex((row) => row.contains(document.activeElement));
    return focused >= 0 ? focused : looked();
  };
  const move = (by: 1 | -1) => {
    const next = rows()[Math.max(0, place() + by)];
    if (!next || isCovered() || !isTurnOf(list.current)) return;
    // Beside an open sheet the focus stays there; what is looked at moves.
    if (looked() === -1) focusIn(next);
    next.scrollIntoView({ block: "nearest" });
    onMove(rowOf(next));
  };
  useShortcut("j", "Next row", () => move(1));
  useShortcut("k", "Previous row", () => move(-1));
  useShortcut("f", "Filter by a value of the row", () => {
    const values = [...(rows()[place()]?.querySelectorAll<HTMLElement>("[data-filter]") ?? [])];
    const shown = values.filter((each) => each.checkVisibility());
    if (!isCovered()) shown[(shown.findIndex((each) => each === document.activeElement) + 1) % shown.length]?.focus();
  });
  useShortcut(
    "x",
    "Select the row",
    () => {
      const at = place();
      if (at >= 0 && !isCovered()) onToggle?.(at);
    },
    onToggle !== undefined,
  );
}

function rowOf(row: HTMLElement): string | undefined {
  return row.querySelector<HTMLElement>("[data-row]")?.dataset.row;
}

function focusIn(row: HTMLElement): void {
  const inside = [...row.querySelectorAll<HTMLElement>("[data-row], a[href], button, summary")];
  const [target] = inside.filter((each) => each.tabIndex >= 0 && each.checkVisibility());
  const marked = inside.find((each) => each.dataset.row !== undefined);
  if (!marked && !target) row.tabIndex = -1;
  (marked ?? target ?? row).focus();
}

function isTurnOf(list: HTMLElement | null): boolean {
  const lists = [...document.querySelectorAll("[data-rows]")];
  const turn = lists.find((each) => each.contains(document.activeElement)) ?? lists[0];
  return list?.contains(turn ?? null) ?? false;
}

/** Whether something lies over the page that the keys belong to. */
function isCovered(): boolean {
  const layer = document.activeElement?.closest('[role="dialog"], [role="alertdialog"], [role="menu"]');
  return layer instanceof HTMLElement && !layer.matches("[data-beside]");
}

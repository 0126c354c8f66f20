"use client";

import { useRef, useState } from "react";

/** Which rows of a page are chosen. A range goes from the row that was chosen last to this one. */
export function useSelection(keys: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<number | null>(null);
  // What is no longer on the page is no longer chosen.
  const selected = new Set(keys.filter((key) => chosen.has(key)));

  const put = (rows: readonly string[], on: boolean) => {
    const next = new Set(selected);
    for (const key of rows) {
      if (on) next.add(key);
      else next.delete(key);
    }
    setChosen(next);
  };
  const select = (at: number, on: boolean, range: boolean) => {
    const from = range ? (last.current ?? at) : at;
    put(keys.slice(Math.min(from, at), Math.max(from, at) + 1), on);
    last.current = at;
  };
  return {
    selected,
    select,
    toggle: (at: number) => select(at, !selected.has(keys[at] ?? ""), false),
    selectPage: (on: boolean) => put(keys, on),
    clear: () => setChosen(new Set()),
  };
}

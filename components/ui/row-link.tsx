"use client";

import type { MouseEvent, ReactNode } from "react";
import { lookAt } from "./row-address.ts";

/** What a row is opened by, to be looked at beside its list. */
export function RowLink({ row, label, children }: { row: string; label: string; children: ReactNode }) {
  const look = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    lookAt(row);
  };
  return (
    <a
      href={`?row=${row}`}
      data-row={row}
      onClick={look}
      className="scroll-mt-24 scroll-mb-20 hit underline-offset-4 hover:underline"
    >
      {children}
      <span className="sr-only">{`, ${label}`}</span>
    </a>
  );
}

"use client";

import { type ReactNode, useRef } from "react";
import { Later, useLater } from "./later.ts";

const later = new Later(() => import("./row-keys.tsx"));

/** The frame of a table whose rows can be walked by keyboard. What scrolls must be reachable by keyboard, too. */
export function WalkedRows({
  label,
  onToggle,
  className,
  children,
}: {
  label: string;
  onToggle?: (at: number) => void;
  className: string;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const keys = useLater(later);
  return (
    <div ref={frame} role="region" aria-label={label} tabIndex={0} data-rows="" className={className}>
      {children}
      {keys && <keys.RowKeys list={frame} onToggle={onToggle} />}
    </div>
  );
}

"use client";

import { type ReactNode, useRef } from "react";
import { lookAt, rowInAddress } from "./row-address.ts";
import { useRowKeys } from "./use-row-keys.ts";

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
  useRowKeys(frame, {
    current: (rows) => rows.findIndex((row) => row === rowInAddress()),
    onMove: (row) => row && rowInAddress() !== null && lookAt(row),
    onToggle,
  });
  return (
    <div ref={frame} role="region" aria-label={label} tabIndex={0} data-rows="" className={className}>
      {children}
    </div>
  );
}

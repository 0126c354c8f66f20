"use client";

import type { RefObject } from "react";
import { lookAt, rowInAddress } from "./row-address.ts";
import { useRowKeys } from "./use-row-keys.ts";

/** Binds the keys of a list for as long as it is there. */
export function RowKeys({ list, onToggle }: { list: RefObject<HTMLElement | null>; onToggle?: (at: number) => void }) {
  useRowKeys(list, {
    current: (rows) => rows.findIndex((row) => row === rowInAddress()),
    onMove: (row) => row && rowInAddress() !== null && lookAt(row),
    onToggle,
  });
  return null;
}

"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { type Area, indexAt } from "./geometry.ts";

export type Cursor = { at: number | null; pinned: boolean; from: number | null };

type Acts = { zoom?: (first: number, last: number) => void; zoomOut?: () => void };

const nowhere: Cursor = { at: null, pinned: false, from: null };
// A hand that trembles while it clicks has not dragged.
const STILL = 6;

/**
 * Which bucket is looked at. The pointer follows it, a click pins it, a drag chooses a stretch to zoom into, a double click zooms
 * out. Arrow keys walk it, with Shift they choose the stretch, Enter zooms or pins, Escape lets go, + and − zoom.
 */
export function useCursor(count: number, area: Area, { zoom, zoomOut }: Acts) {
  const [cursor, setCursor] = useState(nowhere);
  const [down, setDown] = useState<{ x: number; index: number } | null>(null);
  const under = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX, index: indexAt(event.clientX - left + area.x, count, area) };
  };

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    setDown(under(event));
    if (event.pointerType === "mouse") event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const { x, index } = under(event);
    if (down && zoom && event.pointerType === "mouse" && Math.abs(x - down.x) > STILL)
      setCursor({ at: index, pinned: false, from: down.index });
    else if (!cursor.pinned) setCursor({ at: index, pinned: false, from: null });
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!down) return;
    setDown(null);
    const { x, index } = under(event);
    if (cursor.from !== null && Math.abs(x - down.x) > STILL) return choose(cursor.from, index);
    setCursor(
      cursor.pinned && cursor.at === index ? { ...nowhere, at: index } : { at: index, pinned: true, from: null },
    );
  };
  const onPointerLeave = () => {
    if (!cursor.pinned && !down) setCursor(nowhere);
  };
  const onBlur = () => {
    if (!cursor.pinned) setCursor(nowhere);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = cursor.at ?? count;
    const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1, PageUp: at - 10, PageDown: at + 10 }[
      event.key
    ];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (step !== undefined) {
      const next = Math.min(count - 1, Math.max(0, step));
      setCursor({ at: next, pinned: cursor.pinned, from: event.shiftKey ? (cursor.from ?? cursor.at ?? next) : null });
    } else if (event.key === "Enter" || event.key === " ") {
      if (cursor.at === null) return;
      if (cursor.from !== null) choose(cursor.from, cursor.at);
      else setCursor({ ...cursor, pinned: !cursor.pinned });
    } else if (event.key === "Escape" && cursor.at !== null) setCursor(nowhere);
    else if (event.key === "+" && zoom)
      choose(Math.max(0, at - Math.ceil(count / 4)), Math.min(count - 1, at + Math.ceil(count / 4)));
    else if ((event.key === "-" || event.key === "−") && zoomOut) zoomOut();
    else return;
    event.preventDefault();
  };

  function choose(a: number, b: number) {
    setCursor(nowhere);
    zoom?.(Math.min(a, b), Math.max(a, b));
  }

  return {
    cursor,
    letGo: () => setCursor(nowhere),
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerLeave,
      onBlur,
      onKeyDown,
      onDoubleClick: () => {
        setCursor(nowhere);
        zoomOut?.();
      },
    },
  };
}

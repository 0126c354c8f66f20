"use client";

import { useSyncExternalStore } from "react";
import { cn } from "./cn.ts";
import { Icon } from "./icon.tsx";

/** How old the figures beside it are, counted on as long as they are looked at; what is older than some minutes stands out. */
export function UpdatedAgo({ at }: { at: string }) {
  const read = Date.parse(at);
  const age = useSyncExternalStore(
    eachSecond,
    () => ageInWords(Date.now() - read),
    () => ageInWords(0),
  );
  const stale = isStale(age);
  return (
    <span
      className={cn("inline-flex items-center gap-1 text-13 tabular-nums", stale ? "text-warn" : "text-text-3")}
      title={stale ? "It may have changed since; read the page again to know" : undefined}
    >
      {stale && <Icon name="clock" size={12} />}
      Updated {age} ago
    </span>
  );
}

const staleMinutes = 5;
const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

// One clock for all that stand on the page. Only those whose words have become others are drawn anew.
function eachSecond(listener: () => void): () => void {
  listeners.add(listener);
  clock ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
}

function ageInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

function isStale(age: string): boolean {
  const [count, unit] = age.split(" ");
  return unit !== "s" && !(unit === "min" && Number(count) < staleMinutes);
}

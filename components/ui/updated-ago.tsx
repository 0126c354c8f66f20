"use client";

import { useEffect, useState } from "react";

/** How old the figures beside it are, counted on each second. */
export function UpdatedAgo({ at }: { at: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const tick = () => setSeconds(Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1_000)));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [at]);
  const age =
    seconds < 120
      ? `${seconds} s`
      : seconds < 7_200
        ? `${Math.floor(seconds / 60)} min`
        : `${Math.floor(seconds / 3_600)} h`;
  return <span className="text-13 text-text-3 tabular-nums">Updated {age} ago</span>;
}

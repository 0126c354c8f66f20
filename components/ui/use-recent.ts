"use client";

import { useCallback, useState } from "react";

const MOST = 5;

/** The last few words chosen in this browser, the newest first. Without storage they last as long as the page. */
export function useRecent(name: string): [readonly string[], (word: string) => void] {
  const key = `tenantry.${name}`;
  const [recent, setRecent] = useState<readonly string[]>(() => stored(key));
  const remember = useCallback(
    (word: string) => {
      const next = [word, ...stored(key).filter((each) => each !== word)].slice(0, MOST);
      setRecent(next);
      try {
        window.localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A browser that keeps nothing is no reason to fail.
      }
    },
    [key],
  );
  return [recent, remember];
}

function stored(key: string): string[] {
  if (typeof window === "undefined") return [];
  try {
    const known: unknown = JSON.parse(window.localStorage.getItem(key) ?? "[]");
    return Array.isArray(known) ? known.filter((each) => typeof each === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

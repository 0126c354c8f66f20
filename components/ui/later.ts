"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

/** Code that no first picture needs: fetched once, when the page rests or when somebody asks for it. */
export class Later<T> {
  private loaded?: T;
  private loading?: Promise<T>;
  private readonly waiting = new Set<() => void>();
  private readonly load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.load = load;
  }

  /** What was fetched, as soon as it is there. One that failed is fetched again by the next who ask. */
  fetch(): Promise<T> {
    this.loading ??= this.load().then(
      (loaded) => {
        this.loaded = loaded;
        for (const tell of this.waiting) tell();
        return loaded;
      },
      (error: unknown) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  readonly now = (): T | undefined => this.loaded;

  readonly subscribe = (tell: () => void): (() => void) => {
    this.waiting.add(tell);
    return () => this.waiting.delete(tell);
  };
}

/** What is fetched later, or undefined until then. `wanted` fetches it at once. */
export function useLater<T>(later: Later<T>, wanted = false): T | undefined {
  useEffect(() => {
    if (later.now()) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    // What somebody waits for is tried until the server answers; what nobody asked for yet can do without.
    const fetch = (): void =>
      void later.fetch().catch(() => {
        if (wanted) again = setTimeout(fetch, 2_000);
      });
    if (wanted) fetch();
    const cancel = wanted ? undefined : whenIdle(fetch);
    return () => {
      cancel?.();
      clearTimeout(again);
    };
  }, [later, wanted]);
  return useSyncExternalStore(later.subscribe, later.now, nothing);
}

/** Waits for a moment in which the page rests, each that asks for another one, so that no two are drawn in one go. */
export function useTurn(): boolean {
  const [come, setCome] = useState(false);
  useEffect(() => (come ? undefined : whenIdle(() => setCome(true))), [come]);
  return come;
}

// Safari knows no idle times.
function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(act, 500);
    return () => clearTimeout(timer);
  }
  const handle = window.requestIdleCallback(act, { timeout: 2_000 });
  return () => window.cancelIdleCallback(handle);
}

function nothing(): undefined {
  return undefined;
}

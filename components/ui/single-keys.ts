"use client";

import { useSyncExternalStore } from "react";

const name = "tenantry-single-keys";
const listeners = new Set<() => void>();

/** Whether shortcuts of plain letters are wanted; a person who types by voice or with a switch turns them off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, read, () => true);
  return [on, write];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(): boolean {
  return localStorage.getItem(name) !== "off";
}

function write(on: boolean): void {
  localStorage.setItem(name, on ? "on" : "off");
  for (const each of listeners) each();
}

"use client";

import { useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { Later, useLater } from "#components/ui/later.ts";

const later = new Later(() => import("./entry-drawer.tsx"));

/** Shows the entry that the address names beside the list at `path`. */
export function EntryLook({ path, zone }: { path: string; zone: string }) {
  const id = useSearchParams().get("row");
  const loaded = useLater(later, id !== null);
  useEffect(() => {
    const row = id === null ? null : rowOf(id);
    if (!row || row.hasAttribute("aria-current")) return;
    row.setAttribute("aria-current", "true");
    return () => row.removeAttribute("aria-current");
  }, [id]);
  return loaded && <loaded.EntryDrawer path={path} zone={zone} id={id} returnTo={linkOf} />;
}

function linkOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
}

function rowOf(id: string): HTMLElement | null {
  return linkOf(id)?.closest("tr") ?? null;
}

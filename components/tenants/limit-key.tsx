"use client";

import { usePathname, useRouter } from "next/navigation";
import { useShortcut } from "#components/ui/shortcut.tsx";

/** `l` anywhere at a tenant leads to its limits, with the dialog that changes one open. There, the dialog hears it itself. */
export function LimitKey({ quotas }: { quotas: string }) {
  const router = useRouter();
  const there = usePathname() === quotas;
  useShortcut("l", "Change a limit", () => router.push(`${quotas}?change=limit`), !there);
  return null;
}

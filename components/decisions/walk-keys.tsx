"use client";

import { useRouter } from "next/navigation";
import { useShortcut } from "#components/ui/shortcut.tsx";

/** The arrow keys lead from one decision to the next. */
export function WalkKeys({ earlier, later, what }: { earlier: string | null; later: string | null; what: string }) {
  const router = useRouter();
  useShortcut("left", `Earlier ${what}`, () => earlier && router.push(earlier), earlier !== null);
  useShortcut("right", `Later ${what}`, () => later && router.push(later), later !== null);
  return null;
}

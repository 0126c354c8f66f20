"use client";

import { useRouter } from "next/navigation";
import { useShortcut } from "#components/ui/shortcut.tsx";

/** `g` and then a letter goes to a page of the sidebar. */
export function GoKeys({ places }: { places: readonly { href: string; label: string; letter: string }[] }) {
  return places.map((place) => <GoKey key={place.href} {...place} />);
}

function GoKey({ href, label, letter }: { href: string; label: string; letter: string }) {
  const router = useRouter();
  useShortcut(`g>${letter}`, `Go to ${label}`, () => router.push(href));
  return null;
}

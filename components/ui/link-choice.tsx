"use client";

import Link from "next/link";
import { cn } from "./cn.ts";

type Choice = { label: string; href: string; current: boolean };

/** A few ways to see the same thing, each an address of its own. */
export function LinkChoice({ label, choices }: { label: string; choices: readonly Choice[] }) {
  return (
    <nav aria-label={label} className="inline-flex rounded-control border border-edge/50 bg-surface">
      {choices.map(({ label: text, href, current }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          prefetch={false}
          aria-current={current ? "true" : undefined}
          className={cn(
            "flex h-7 items-center whitespace-nowrap px-3 text-13 text-text-2 first:rounded-l-control last:rounded-r-control hover:bg-sunken pointer-coarse:h-11",
            current && "bg-sunken font-medium text-text",
          )}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}

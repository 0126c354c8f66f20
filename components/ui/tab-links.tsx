"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { formatNumber } from "#lib/format.ts";
import { cn } from "./cn.ts";

type Tab = {
  href: string;
  label: string;
  count?: number;
  /** Another address whose pages belong to it. */
  also?: string;
};

/** Tabs that are pages: real links, the current one found by the path. */
export function TabLinks({ label, items }: { label: string; items: readonly Tab[] }) {
  const path = usePathname();
  const under = (place: string | undefined) => place !== undefined && (path === place || path.startsWith(`${place}/`));
  const inside = items.filter(({ href, also }) => under(href) || under(also));
  const current = inside.sort((a, b) => b.href.length - a.href.length)[0];
  const shown = useRef<HTMLAnchorElement>(null);
  // On a phone the current one may lie beyond the edge.
  useEffect(() => {
    if (path) shown.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav aria-label={label} className="mb-4 overflow-x-auto border-b">
      <ul className="flex gap-4">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              ref={item === current ? shown : undefined}
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              className={cn(
                "-outline-offset-2 flex h-10 items-center pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center gap-2 whitespace-nowrap border-b-2 border-transparent text-14 text-text-2 hover:text-text",
                item === current && "border-accent font-medium text-text",
              )}
            >
              {item.label}
              {item.count !== undefined && (
                <span className="text-12 text-text-3 tabular-nums">{formatNumber(item.count)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

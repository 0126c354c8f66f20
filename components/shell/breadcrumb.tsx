"use client";

import Link from "next/link";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export type Crumb = { label: string; href?: string };

const TrailContext = createContext<{ trail: readonly Crumb[]; setTrail: (trail: readonly Crumb[]) => void }>({
  trail: [],
  setTrail: () => {},
});

export function TrailProvider({ children }: { children: ReactNode }) {
  const [trail, setTrail] = useState<readonly Crumb[]>([]);
  return <TrailContext value={{ trail, setTrail }}>{children}</TrailContext>;
}

/** Rendered by a page: its own place behind the crumbs that the layout knows. */
export function PageCrumbs({ items }: { items: readonly Crumb[] }) {
  const { setTrail } = useContext(TrailContext);
  const signature = JSON.stringify(items);
  useEffect(() => {
    setTrail(JSON.parse(signature));
    return () => setTrail([]);
  }, [signature, setTrail]);
  return null;
}

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { trail } = useContext(TrailContext);
  const all = [...crumbs, ...trail];
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1 text-14 text-text-3">
        {all.map((crumb, index) => {
          const last = index === all.length - 1;
          return (
            <li
              key={`${crumb.label} ${crumb.href}`}
              className={last ? "min-w-0 truncate" : "hidden shrink-0 items-center gap-1 sm:flex"}
            >
              {last || !crumb.href ? (
                <span aria-current={last ? "page" : undefined} className={last ? "font-medium text-text" : undefined}>
                  {crumb.label}
                </span>
              ) : (
                <Link href={crumb.href} className="underline-offset-4 hover:text-text hover:underline">
                  {crumb.label}
                </Link>
              )}
              {!last && <span aria-hidden="true">/</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

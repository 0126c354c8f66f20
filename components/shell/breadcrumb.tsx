"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export type Crumb = { label: string; href?: string };
/** A page that the frame knows; what lies deeper belongs to it, unless it is `exact`. */
export type CrumbPlace = { href: string; label: string; exact?: boolean; under?: Crumb };

const TrailContext = createContext<{ trail: readonly Crumb[]; setTrail: (trail: readonly Crumb[]) => void }>({
  trail: [],
  setTrail: () => {},
});
const OwnerContext = createContext("");

/** `owner` is whose pages the frame is around. */
export function TrailProvider({ owner, children }: { owner: string; children: ReactNode }) {
  const [trail, setTrail] = useState<readonly Crumb[]>([]);
  return (
    <OwnerContext value={owner}>
      <TrailContext value={{ trail, setTrail }}>{children}</TrailContext>
    </OwnerContext>
  );
}

/** Whose page this is: known before the page itself has come. */
export function useOwner(): string {
  return useContext(OwnerContext);
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

/** Where the page lies: as it says itself, until then as the frame knows from its address. */
export function Breadcrumb({ crumbs, places }: { crumbs: readonly Crumb[]; places: readonly CrumbPlace[] }) {
  const { trail } = useContext(TrailContext);
  const path = usePathname();
  const all = [...crumbs, ...(trail.length > 0 ? trail : trailOf(path, places))];
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      {/* As the bar's own hairline takes a pixel of its height, an odd height stands on whole ones. */}
      <ol className="flex h-[25px] min-w-0 items-center gap-1 text-14 text-text-3">
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
                <Link href={crumb.href} className="py-0.5 underline-offset-4 hover:text-text hover:underline">
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

function trailOf(path: string, places: readonly CrumbPlace[]): Crumb[] {
  const [nearest] = places
    .filter(({ href, exact }) => path === href || (!exact && path.startsWith(`${href}/`)))
    .toSorted((a, b) => b.href.length - a.href.length);
  if (!nearest) return [];
  const { label, href, under } = nearest;
  return [...(under ? [under] : []), { label, href: path === href ? undefined : href }];
}

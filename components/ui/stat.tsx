"use client";

import Link from "next/link";
import type { ReactNode } from "react";

/** One figure that answers a question at a glance; the exact one behind it. */
export function Stat({
  label,
  value,
  of,
  note,
  title,
  href,
  children,
}: {
  label: string;
  value: ReactNode;
  of?: ReactNode;
  note?: ReactNode;
  title?: string;
  href?: string;
  children?: ReactNode;
}) {
  return (
    <div className="relative grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-2 p-4">
      <div className="flex items-baseline gap-2 text-14 text-text-2">
        {href ? (
          <Link
            href={href}
            className="-my-0.5 min-w-0 truncate py-0.5 underline-offset-4 hover:underline pointer-coarse:after:absolute pointer-coarse:after:inset-0"
          >
            {label}
          </Link>
        ) : (
          <span className="min-w-0 truncate">{label}</span>
        )}
        {note && <span className="ml-auto shrink-0 text-12 text-text-3">{note}</span>}
      </div>
      <div className="flex flex-wrap items-baseline gap-x-1.5" title={title}>
        <span className="font-semibold text-28 tabular-nums">{value}</span>
        {of && <span className="text-14 text-text-2 tabular-nums">{of}</span>}
      </div>
      {children}
    </div>
  );
}

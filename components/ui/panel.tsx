"use client";

import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** A bordered surface with a heading. Never one inside another. */
export function Panel({
  title,
  sub,
  actions,
  footer,
  age,
  flush,
  level = 2,
  id,
  className,
  children,
}: {
  title?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  /** How old what it shows is. */
  age?: ReactNode;
  /** No padding around the body: for tables and lists that reach the edge. */
  flush?: boolean;
  level?: 2 | 3;
  id?: string;
  className?: string;
  children?: ReactNode;
}) {
  const hasHead = Boolean(title || actions);
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section id={id} className={cn("min-w-0 rounded-panel border bg-surface", className)}>
      {hasHead && (
        <header className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2">
          {title && <Heading className="font-semibold text-14">{title}</Heading>}
          {sub && <div className="text-14 text-text-2">{sub}</div>}
          {(actions || age) && (
            <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">
              {age}
              {actions}
            </div>
          )}
        </header>
      )}
      <div className={cn(!flush && "px-4 pb-4", !flush && !title && !actions && "pt-4")}>{children}</div>
      {(footer || (age && !hasHead)) && (
        <footer className="flex flex-wrap items-center gap-3 border-t px-4 py-3 text-13 text-text-3">
          {footer}
          {!hasHead && age}
        </footer>
      )}
    </section>
  );
}

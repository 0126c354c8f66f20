import type { ReactNode } from "react";

/** What this page is about: the object's name, its state, and the one thing to do next. */
export function PageHeader({
  title,
  part,
  chip,
  sub,
  mono,
  actions,
}: {
  title: string;
  /** What of it this page shows. */
  part?: string;
  chip?: ReactNode;
  sub?: ReactNode;
  mono?: string;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-4 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="min-w-0 break-words font-semibold text-20">
        {title}
        {part && <span className="font-medium text-text-2"> · {part}</span>}
      </h1>
      {chip}
      {mono && <code className="break-all text-12 text-text-3">{mono}</code>}
      {sub && <div className="text-14 text-text-2 tabular-nums">{sub}</div>}
      {actions && <div className="flex flex-wrap items-center gap-2 ml-auto print:hidden">{actions}</div>}
    </header>
  );
}

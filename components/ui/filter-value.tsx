import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/**
 * A value of a list that narrows the list: pressed, to the rows that have it, by the sign beside it to those that have not. `f`
 * leads there from the row, so that they are no stops on the way of Tab, of which there would be hundreds.
 */
export function FilterValue({
  token,
  only,
  without,
  children,
}: {
  /** The filter it adds, as it is typed. */
  token: string;
  only: string;
  without: string;
  children: ReactNode;
}) {
  return (
    <span className="group/value inline-flex max-w-full items-center pointer-coarse:pointer-events-none">
      <Link
        href={only}
        prefetch={false}
        tabIndex={-1}
        data-filter=""
        title={`Only ${token}`}
        className="inline-flex min-w-0 decoration-dotted hit underline-offset-4 hover:underline"
      >
        {children}
      </Link>
      <Link
        href={without}
        prefetch={false}
        tabIndex={-1}
        data-filter=""
        title={`Without ${token}`}
        aria-label={`Without ${token}`}
        className="-my-0.5 -mr-6 grid size-6 shrink-0 place-items-center rounded-inner bg-surface text-text-3 opacity-0 hover:text-text focus:opacity-100 group-hover/value:opacity-100 max-md:hidden"
      >
        <Icon name="minus" size={12} />
      </Link>
    </span>
  );
}

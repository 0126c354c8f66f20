"use client";

import Link from "next/link";

type Line = { name: string; href: string; width: string; fill?: string; value: string; exact: string; share: string };

/** Names by how much they had, each beside its bar, its amount and its share of the whole. */
export function TopList({ lines, unit }: { lines: readonly Line[]; unit: string }) {
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)_auto_auto] text-13 sm:grid-cols-[minmax(0,11rem)_minmax(4rem,1fr)_auto_auto]">
      {lines.map(({ name, href, width, fill, value, exact, share }) => (
        <li
          key={href}
          className="col-span-full grid min-h-9 grid-cols-subgrid items-center gap-x-3 border-t px-4 py-1 first:border-t-0"
        >
          <Link
            href={href}
            prefetch={false}
            title={name}
            className="hit min-w-0 truncate font-medium underline-offset-4 hover:underline"
          >
            {name}
          </Link>
          <svg aria-hidden="true" className="hidden h-1.5 w-full sm:block">
            <rect width="100%" height="6" rx="3" className="fill-sunken" />
            <rect width={width} height="6" rx="3" className={fill} />
          </svg>
          <span className="text-right tabular-nums" title={`${exact} ${unit}`}>
            {value} <span className="text-text-3">{unit}</span>
          </span>
          <span className="text-right text-text-3 tabular-nums" title="Share of all tenants">
            {share}
          </span>
        </li>
      ))}
    </ol>
  );
}

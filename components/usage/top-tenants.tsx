import Link from "next/link";
import { colorOf } from "#lib/domain/usage/colors.ts";
import type { TopTenant } from "#lib/domain/usage/days-model.ts";
import { formatCompact, formatNumber, formatPercent } from "#lib/format.ts";

const FILLS = ["fill-s1", "fill-s2", "fill-s3", "fill-s4", "fill-s5", "fill-s6"];

/** Tenants by how much they had, each with its share of all and the way to its own graph. A tenant has the same colour everywhere. */
export function TopTenants({
  tenants,
  unit,
  hrefOf,
}: {
  tenants: readonly TopTenant[];
  unit: string;
  hrefOf: (slug: string) => string;
}) {
  const largest = Math.max(...tenants.map(({ value }) => value), 1);
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)_auto_auto] text-13 sm:grid-cols-[minmax(0,11rem)_minmax(4rem,1fr)_auto_auto]">
      {tenants.map(({ slug, name, value, percent }) => (
        <li
          key={slug}
          className="col-span-full grid min-h-9 grid-cols-subgrid items-center gap-x-3 border-t px-4 py-1 first:border-t-0"
        >
          <Link
            href={hrefOf(slug)}
            prefetch={false}
            title={name}
            className="min-w-0 truncate font-medium underline-offset-4 hover:underline"
          >
            {name}
          </Link>
          <svg aria-hidden="true" className="hidden h-1.5 w-full sm:block">
            <rect width="100%" height="6" rx="3" className="fill-sunken" />
            <rect
              width={`${Math.max(1, (value / largest) * 100)}%`}
              height="6"
              rx="3"
              className={FILLS[colorOf(slug) - 1]}
            />
          </svg>
          <span className="text-right tabular-nums" title={`${formatNumber(value)} ${unit}`}>
            {formatCompact(value)} <span className="text-text-3">{unit}</span>
          </span>
          <span className="text-right text-text-3 tabular-nums" title="Share of all tenants">
            {formatPercent(percent)}
          </span>
        </li>
      ))}
    </ol>
  );
}

import Link from "next/link";
import { formatCompact, formatNumber } from "#lib/format.ts";

/** Who used most of one meter, as bars from zero with their figures. */
export function BusiestTenants({
  tenants,
  unit,
}: {
  tenants: readonly { slug: string; name: string; value: number }[];
  unit: string;
}) {
  const most = Math.max(1, ...tenants.map((tenant) => tenant.value));
  return (
    <ol className="text-13">
      {tenants.map(({ slug, name, value }) => (
        <li
          key={slug}
          className="grid min-h-9 grid-cols-[minmax(0,3fr)_minmax(0,2fr)_3.5rem] sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_5rem] items-center gap-3 border-t px-4 first:border-t-0"
        >
          <Link
            href={`/platform/tenants/${slug}/usage`}
            title={name}
            className="truncate py-1 font-medium underline-offset-4 hover:underline"
          >
            {name}
          </Link>
          <span aria-hidden="true" className="h-1.5 rounded-full bg-sunken">
            <span className="block h-full min-w-0.5 rounded-full bg-s1" style={{ width: `${(value / most) * 100}%` }} />
          </span>
          <span className="text-right tabular-nums" title={`${formatNumber(value)} ${unit}`}>
            {formatCompact(value)}
          </span>
        </li>
      ))}
    </ol>
  );
}

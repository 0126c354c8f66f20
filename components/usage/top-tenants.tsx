import { colorOf } from "#lib/domain/usage/colors.ts";
import type { TopTenant } from "#lib/domain/usage/days-model.ts";
import { formatCompact, formatNumber, formatPercent } from "#lib/format.ts";
import { TopList } from "./top-list.tsx";

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
    <TopList
      unit={unit}
      lines={tenants.map(({ slug, name, value, percent }) => ({
        name,
        href: hrefOf(slug),
        width: `${Math.max(1, (value / largest) * 100)}%`,
        fill: FILLS[colorOf(slug) - 1],
        value: formatCompact(value),
        exact: formatNumber(value),
        share: percent === null ? "–" : formatPercent(percent),
      }))}
    />
  );
}

import { formatCompact, formatNumber, formatPercent } from "#lib/format.ts";

export type GroupValue = { name: string; value: number };

const shownMax = 5;

/** Who uses a meter most, as bars of its whole; what does not fit is the rest. */
export function TopGroups({ groups, unit }: { groups: readonly GroupValue[]; unit: string }) {
  const sorted = groups.toSorted((a, b) => b.value - a.value);
  const total = sorted.reduce((sum, { value }) => sum + value, 0);
  const rest = sorted.slice(shownMax).reduce((sum, { value }) => sum + value, 0);
  const rows = [
    ...sorted.slice(0, shownMax),
    ...(rest > 0 ? [{ name: `${sorted.length - shownMax} more`, value: rest }] : []),
  ];
  const largest = Math.max(...rows.map(({ value }) => value), 1);
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)_auto_auto] text-13 sm:grid-cols-[minmax(0,10rem)_minmax(4rem,1fr)_auto_auto]">
      {rows.map(({ name, value }) => (
        <li
          key={name}
          className="col-span-full grid min-h-9 grid-cols-subgrid items-center gap-x-3 border-t px-4 py-2 first:border-t-0"
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">{name || "none given"}</span>
          <svg aria-hidden="true" className="hidden h-1.5 w-full sm:block">
            <rect width="100%" height="6" rx="3" className="fill-sunken" />
            <rect width={`${Math.max(1, (value / largest) * 100)}%`} height="6" rx="3" className="fill-s1" />
          </svg>
          <span className="text-right tabular-nums" title={`${formatNumber(value)} ${unit}`}>
            {formatCompact(value)} <span className="text-text-3">{unit}</span>
          </span>
          <span className="text-right text-text-3 tabular-nums">{formatPercent((value / total) * 100)}</span>
        </li>
      ))}
    </ol>
  );
}

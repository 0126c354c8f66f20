import type { MeterView } from "../meters/model.ts";
import { colorsOf } from "./colors.ts";
import type { UsageGroup } from "./model.ts";
import type { Windows } from "./windows.ts";

/** One line of a graph before its values are known. A null key is the whole, or all the other values together. */
export type Group = Pick<UsageGroup, "id" | "name" | "color"> & { key: string | null };

export const wholeId = "all";

/** The lines of an answer, the largest first. A value that is itself called Other is not the others. */
export function groupsOf({ cells }: Windows, meter: MeterView, grouped: boolean): Group[] {
  if (!grouped) return [{ id: wholeId, key: null, name: meter.name, color: 1 }];
  const known = cells.filter(({ place }) => place !== null).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const keys = [...new Set(known.map(({ key }) => key))];
  const colors = colorsOf(keys);
  const named = keys.map(
    (key): Group => ({
      id: `value:${key}`,
      key,
      name: key || "(none)",
      color: colors.get(key) ?? null,
    }),
  );
  if (named.length === 0) return [{ id: wholeId, key: null, name: "Nothing", color: 1 }];
  const others = cells.some(({ place }) => place === null);
  return others ? [...named, { id: "others", key: null, name: "Other", color: null }] : named;
}

type Known = { since: Date; now: Date; empty: 0 | null };

/** What a group counted in each window: nothing before anything could be counted, and nothing of what is still to come. */
export function valuesOf({ windows, cells }: Windows, { key, id }: Group, { since, now, empty }: Known) {
  const values = new Map<number, number>();
  for (const cell of cells) {
    const own = id === wholeId || (key === null ? cell.place === null : cell.place !== null && cell.key === key);
    if (own) values.set(cell.window, (values.get(cell.window) ?? 0) + cell.value);
  }
  return windows.map(({ start, end }, index) => {
    if (start > now) return null;
    return values.get(index) ?? (end > since ? empty : null);
  });
}

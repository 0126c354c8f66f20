/** The first of something, and how many there are of it; `more` where they are more than were counted. */
export type Few<T> = { items: T[]; total: number; more: boolean };

/** So many are counted at most, so that a count costs the same at any size. */
export const countedMax = 1_000;

/** The rows of a query that counts up to one more than `countedMax` of them in each row's `total`. */
export function fewOf<Row extends { total: bigint | number }, T>(rows: readonly Row[], each: (row: Row) => T): Few<T> {
  const total = Number(rows[0]?.total ?? 0);
  return { items: rows.map(each), total: Math.min(total, countedMax), more: total > countedMax };
}

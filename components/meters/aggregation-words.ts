import type { Aggregation } from "#lib/domain/meters/aggregations.ts";

/** How a meter counts, in a word. */
export const aggregationWords: Record<Aggregation, string> = {
  sum: "Sum",
  count: "Count",
  max: "Largest",
  min: "Smallest",
  unique: "Distinct values",
  latest: "Latest",
};

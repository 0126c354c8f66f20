export const aggregations = ["sum", "count", "max", "min", "unique", "latest"] as const;
export type Aggregation = (typeof aggregations)[number];

/** Two months back, for events that come late, and three ahead. Months that are there stay as they are. */
export const ensurePartitionsSql =
  "SELECT ensure_partitions((now() - interval '2 months')::date, (now() + interval '3 months')::date)::text";

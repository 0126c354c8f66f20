const hours = 12;

/** Two months back, for events that come late, and three ahead. Months that are there stay as they are. */
export const ensurePartitionsSql =
  "SELECT ensure_partitions((now() - interval '2 months')::date, (now() + interval '3 months')::date)::text";

/** Keeps making the months to come while a process lives. A failure is told and tried again at the next turn. */
export function keepPartitions(run: (sql: string) => Promise<unknown>, failed: (error: unknown) => void): Disposable {
  const timer = setInterval(() => void run(ensurePartitionsSql).catch(failed), hours * 3_600_000);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

import { keepAt, noted, pause, type Run } from "./jobs.ts";
import { ensurePartitionsSql } from "./partitions.ts";

const keysPerStep = 5_000;
const turnMilliseconds = 12 * 3_600_000;
/** For each moment of work this many of rest, so that the walk takes a fifth of one connection's time at most. */
const restPerWork = 4;

/**
 * While a process lives: makes the months to come, drops those that are no longer kept, and forgets the keys of events that
 * need not be known any more. A failure is told and tried again at the next turn; what was begun goes on where it was.
 */
export function keepUsage(run: Run, failed: (error: unknown) => void): AsyncDisposable {
  return keepAt(turnMilliseconds, async (stop) => {
    await noted(run, { name: "event_months", everySeconds: turnMilliseconds / 1_000 }, failed, async () => {
      await run("ensure_partitions", ensurePartitionsSql, []);
      const [months] = await run<{ dropped: number }>("drop_old_events", "SELECT drop_old_events() AS dropped", []);
      return { dropped: months?.dropped ?? 0 };
    });
    await noted(run, { name: "event_keys", everySeconds: 86_400 }, failed, async () => {
      const { steps, removed } = await walkLedgers(run, (milliseconds) => pause(milliseconds, stop), stop);
      return steps > 0 ? { removed } : null;
    });
  });
}

/** Walks once over every tenant's ledger in bounded steps, unless that was done within a day or another process does it. */
export async function walkLedgers(
  run: Run,
  rest: (milliseconds: number) => Promise<void>,
  stop: AbortSignal,
  keys = keysPerStep,
): Promise<{ steps: number; removed: number }> {
  const did = { steps: 0, removed: 0 };
  while (!stop.aborted) {
    const began = performance.now();
    const [step] = await run<{ state: string; removed: string }>("walk_ledger", "SELECT * FROM walk_ledger($1)", [
      keys,
    ]);
    did.removed += Number(step?.removed ?? 0);
    if (step?.state !== "working") break;
    did.steps++;
    await rest(restPerWork * (performance.now() - began));
  }
  return did;
}

import { v7 } from "../id.ts";
import { keepAt, noted, pause, type Run } from "./jobs.ts";

// Rows are of very different weight, so a batch takes as many as go in about this time.
const batchMilliseconds = 100;
const rowsMin = 100;
const rowsMax = 20_000;
const pollMilliseconds = 2_000;

type Step = { state: "busy" | "not_due" | "working" | "done"; step: string | null; removed: string };

/**
 * Tears down the tenants whose grace is over, for as long as a process lives. Of several processes one is at it at a time.
 * What a process leaves half-way, however it ended, the next goes on with. A failure is told and tried again at the next turn.
 */
export function keepTearingDown(run: Run, failed: (error: unknown) => void): AsyncDisposable {
  return keepAt(pollMilliseconds, async (stop) => {
    await noted(run, { name: "teardowns", everySeconds: null }, failed, async () => {
      const tenants = await tearDownDue(run, failed, stop);
      return tenants > 0 ? { tenants } : null;
    });
  });
}

/** Tears down all that is due, tenant by tenant; answers how many came to their end. One that fails does not stand in the others' way. */
export async function tearDownDue(run: Run, failed: (error: unknown) => void, stop?: AbortSignal): Promise<number> {
  const due = await run<{ tenant_id: string }>("due_teardowns", "SELECT * FROM due_teardowns()", []);
  let done = 0;
  for (const { tenant_id } of due) {
    if (stop?.aborted) return done;
    const state = await tearDown(run, tenant_id, stop).catch(failed);
    if (state === "done") done++;
  }
  return done;
}

async function tearDown(run: Run, tenantId: string, stop?: AbortSignal): Promise<Step["state"]> {
  for (let rows = 1_000; ; ) {
    const began = performance.now();
    const state = await tearDownStep(run, tenantId, rows);
    if (state !== "working" || stop?.aborted) return state;
    const took = performance.now() - began;
    if (took > 2 * batchMilliseconds) rows = Math.max(rows / 2, rowsMin);
    if (took < batchMilliseconds / 2) rows = Math.min(rows * 2, rowsMax);
    // As long a rest as the batch took: the tenants who stay have the database's other half, and vacuum keeps up.
    await pause(took, stop);
  }
}

/** One bounded step, in a transaction of its own. */
export async function tearDownStep(run: Run, tenantId: string, rows = 1_000): Promise<Step["state"]> {
  const [done] = await run<Step>("tear_down", "SELECT * FROM tear_down($1, $2, $3)", [
    tenantId,
    Math.floor(rows),
    v7(),
  ]);
  return done?.state ?? "busy";
}

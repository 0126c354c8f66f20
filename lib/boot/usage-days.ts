import { keepAt, noted, pause, type Run } from "./jobs.ts";
import { sealUsage } from "./usage-totals.ts";

const everySeconds = 45;
const pollMilliseconds = 15_000;
const stepMilliseconds = 100;
const tenantsMin = 5;
const tenantsMax = 1_000;
/** For each moment of work this many of rest, so that a pass takes a fifth of one connection's time at most. */
const restPerWork = 4;

type Step = { state: "busy" | "resting" | "working" | "done"; tenants: number };

/**
 * Keeps the days of tenants and of the platform, and the tenants' totals, up to date with what was counted, for as long as a
 * process lives: about once a minute, by one process of all. A failure is told and tried again at the next turn, from where the pass was.
 */
export function keepDays(run: Run, failed: (error: unknown) => void): AsyncDisposable {
  return keepAt(pollMilliseconds, async (stop) => {
    const job = { name: "usage_days", everySeconds };
    await noted(run, job, failed, async () => {
      const did = await foldUsage(run, stop);
      return did && { ...did, sealed: await sealUsage(run, stop) };
    });
  });
}

/** A pass over all tenants, unless the last began within `every` seconds or another process is at it; null then. */
export async function foldUsage(
  run: Run,
  stop?: AbortSignal,
  every = everySeconds,
): Promise<{ tenants: number; days: number } | null> {
  const did = { tenants: 0, days: 0 };
  let tenantsLeft = true;
  for (let size = tenantsMin * 4; ; ) {
    if (stop?.aborted) return null;
    const began = performance.now();
    const [step] = await run<Step>("fold_usage", "SELECT * FROM fold_usage($1, make_interval(secs => $2))", [
      size,
      every,
    ]);
    if (step?.state === "done") return did;
    if (step?.state !== "working") return null;
    did.tenants += step.tenants;
    // The step that finds no tenant any more adds up no day yet.
    if (!tenantsLeft) did.days++;
    tenantsLeft &&= step.tenants === size;
    const took = performance.now() - began;
    if (took > 2 * stepMilliseconds) size = Math.max(Math.floor(size / 2), tenantsMin);
    if (took < stepMilliseconds / 2 && step.tenants > 0) size = Math.min(size * 2, tenantsMax);
    await pause(restPerWork * took, stop);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { noted } from "./job-notes.ts";
import type { Run } from "./teardowns.ts";
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
  const stop = new AbortController();
  const work = (async () => {
    while (!stop.signal.aborted) {
      const job = { name: "usage_days", everySeconds };
      await noted(run, job, failed, async () => {
        const did = await foldUsage(run, stop.signal);
        return did && { ...did, sealed: await sealUsage(run, stop.signal) };
      });
      await sleep(pollMilliseconds, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await work;
    },
  };
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
    await sleep(restPerWork * took, undefined, { signal: stop }).catch(() => {});
  }
}

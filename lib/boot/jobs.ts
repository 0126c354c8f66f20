import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueryResultRow } from "pg";

/** Runs a statement under the role that may execute the jobs' functions. */
export type Run = <Row extends QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<Row[]>;

/** Takes its turn again and again, with a pause after each, until it is disposed of; that waits for the turn under way. */
export function keepAt(pauseMilliseconds: number, turn: (stop: AbortSignal) => Promise<void>): AsyncDisposable {
  const stop = new AbortController();
  const work = (async () => {
    while (!stop.signal.aborted) {
      await turn(stop.signal);
      await pause(pauseMilliseconds, stop.signal);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await work;
    },
  };
}

/** Waits, or goes on at once where it is told to stop. */
export async function pause(milliseconds: number, stop?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: stop, ref: false }).catch(() => {});
}

/** What a run of a job did, in numbers with a name each; null when there was nothing to do, which is not worth a note. */
export type Did = Record<string, number> | null;

/**
 * Does a job's work and writes down for every process to show when it ran, how long, what it did or why it failed, and when it is
 * due again. A failure goes to `failed` and is over with that; a note that cannot be written, too.
 */
export async function noted(
  run: Run,
  job: { name: string /** Null when it runs as soon as there is something to do. */; everySeconds: number | null },
  failed: (error: unknown) => void,
  work: () => Promise<Did>,
): Promise<void> {
  const began = performance.now();
  const note = (failure: string | null, did: Did) =>
    run("note_job", "SELECT note_job($1, $2, make_interval(secs => $3), $4, $5, make_interval(secs => $6))::text", [
      job.name,
      `${hostname()} ${process.pid}`,
      (performance.now() - began) / 1_000,
      failure,
      JSON.stringify(did ?? {}),
      job.everySeconds,
    ]).catch(failed);
  try {
    const did = await work();
    if (did) await note(null, did);
  } catch (error) {
    failed(error);
    await note(error instanceof Error ? error.message.slice(0, 300) : "It failed for no known reason", {});
  }
}

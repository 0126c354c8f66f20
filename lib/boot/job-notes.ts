import { hostname } from "node:os";
import type { Run } from "./teardowns.ts";

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

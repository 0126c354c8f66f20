import { AppError } from "../../errors.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { type EventBounds, eventBounds, judgeEvent, type Rejection, type UsageEvent } from "./event.ts";
import { enqueueEvents, writeEvents } from "./event-queue.ts";

export type Ingested = { accepted: number; duplicates: number; rejected: ({ index: number } & Rejection)[] };

/** The meters as they stand, with the version that says whether they still do. */
export type MeterCatalog = { version: number; meters: MeterView[] };

/**
 * Counts events once and durably: what is accepted is in the database, and in every series, before this returns.
 * Good events count even where others of the batch are rejected. A quota never refuses an event.
 * `bounds` are wider for an import, which also says that its events were received when they happened.
 * `catalog` gives the meters; it is asked again, afresh, when they changed meanwhile.
 * @throws AppError `unauthenticated`, `tenant_suspended` or `conflict` when the database says the key or tenant may not write
 */
export async function recordUsage(
  scope: ProgramScope,
  inputs: readonly unknown[],
  catalog: (fresh: boolean) => Promise<MeterCatalog>,
  bounds: EventBounds = eventBounds,
): Promise<Ingested> {
  for (const fresh of [false, true, true]) {
    const known = await catalog(fresh);
    const now = await scope.now();
    const rejected: Ingested["rejected"] = [];
    const events: UsageEvent[] = [];
    for (const [index, input] of inputs.entries()) {
      const judged = judgeEvent(input, known.meters, now, bounds);
      if ("rejection" in judged) rejected.push({ index, ...judged.rejection });
      else events.push(judged.event);
    }
    if (events.length === 0) return { accepted: 0, duplicates: 0, rejected };
    const written = await (bounds === eventBounds
      ? enqueueEvents(scope, known.version, events)
      : writeEvents(scope, known.version, events, latest(events)));
    if (written === "stale_meters") continue;
    return { accepted: events.length - written.duplicates, duplicates: written.duplicates, rejected };
  }
  throw new AppError("unavailable", "Meters are being changed. Try again in a moment.", { retryAfterSeconds: 1 });
}

function latest(events: readonly UsageEvent[]): Date {
  return new Date(events.reduce((last, { time }) => Math.max(last, time), Number.NEGATIVE_INFINITY));
}

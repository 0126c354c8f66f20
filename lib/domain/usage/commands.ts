import { AppError } from "../../errors.ts";
import type { ProgramScope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import {
  type Contribution,
  type EventBounds,
  eventBounds,
  judgeEvent,
  type Rejection,
  type UsageEvent,
} from "./event.ts";

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
  const imported = bounds !== eventBounds;
  for (const fresh of [false, true, true]) {
    const known = await catalog(fresh);
    const now = new Date();
    const rejected: Ingested["rejected"] = [];
    const events: UsageEvent[] = [];
    const counted: (Contribution & { event: number; time: Date })[] = [];
    for (const [index, input] of inputs.entries()) {
      const judged = judgeEvent(input, known.meters, now, bounds);
      if ("rejection" in judged) {
        rejected.push({ index, ...judged.rejection });
        continue;
      }
      events.push(judged.event);
      for (const contribution of judged.contributions)
        counted.push({ ...contribution, event: events.length, time: judged.event.time });
    }
    if (events.length === 0) return { accepted: 0, duplicates: 0, rejected };
    const outcome = await write(scope, known.version, events, counted, imported ? latest(events) : null);
    if (outcome === "stale_meters") continue;
    return { accepted: outcome.length, duplicates: events.length - outcome.length, rejected };
  }
  throw new AppError("unavailable", "Meters are being changed. Try again in a moment.", { retryAfterSeconds: 1 });
}

async function write(
  scope: ProgramScope,
  version: number,
  events: UsageEvent[],
  counted: (Contribution & { event: number; time: Date })[],
  receivedAt: Date | null,
) {
  const [row] = await scope.call<{ outcome: string; new_events: number[] }>("record_events", [
    scope.key.ownerId,
    scope.key.id,
    version,
    receivedAt,
    events.map((each) => each.key),
    events.map((each) => each.time),
    events.map((each) => each.source),
    events.map((each) => each.id),
    events.map((each) => each.type),
    events.map((each) => each.subject),
    events.map((each) => (each.data === null ? null : JSON.stringify(each.data))),
    counted.map((each) => each.event),
    counted.map((each) => each.time),
    counted.map((each) => each.meterId),
    counted.map((each) => each.dimensions),
    counted.map((each) => each.value),
    counted.map((each) => each.text),
  ]);
  if (row?.outcome === "ok") return row.new_events;
  if (row?.outcome === "stale_meters") return row.outcome;
  if (row?.outcome === "unauthenticated") throw new AppError("unauthenticated", "The key is not valid");
  if (row?.outcome === "tenant_suspended")
    throw new AppError(
      "tenant_suspended",
      "The tenant is suspended or being deleted; ask the people who run this platform",
    );
  if (row?.outcome === "not_found") throw new AppError("not_found");
  throw new AppError("conflict", "The tenant is not active");
}

function latest(events: UsageEvent[]): Date {
  return new Date(Math.max(...events.map((each) => each.time.getTime())));
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { issuesOf } from "../../issues.ts";
import type { MeterView } from "../meters/model.ts";

const days = 86_400_000;
/** How far from now an event's time may lie. */
export type EventBounds = { lateMillisecondsMax: number };
export const eventBounds: EventBounds = { lateMillisecondsMax: 35 * days };
const earlyMillisecondsMax = 5 * 60_000;
export const eventsPerRequestMax = 1_000;
const levelsMax = 64;

const text = (max: number) => z.string().min(1).max(max).refine(isStorableText, "must be well-formed text without NUL");

/** A CloudEvents 1.0 event as a program sends it. Extension attributes are accepted and left aside. */
export const UsageEventInput = z
  .looseObject({
    specversion: z.literal("1.0"),
    id: text(255),
    source: text(255),
    type: text(255),
    subject: text(255).nullish(),
    time: z.iso.datetime({ offset: true, message: "must be an RFC 3339 time such as 2026-11-22T14:03:07Z" }).nullish(),
    datacontenttype: z.string().max(255).nullish(),
    dataschema: z.string().max(2_000).nullish(),
    data: z.unknown().optional(),
  })
  .describe("A CloudEvents 1.0 event");
export type UsageEventInput = z.output<typeof UsageEventInput>;

export type UsageEvent = {
  key: string;
  time: Date;
  source: string;
  id: string;
  type: string;
  subject: string | null;
  data: unknown;
};

/** What one event adds to one meter. `value` is an exact decimal; `text` is set for `unique` meters alone. */
export type Contribution = { meterId: string; dimensions: string; value: string | null; text: string | null };

export type Rejection = { code: "invalid" | "too_late" | "too_early"; detail: string };

type Judged = { event: UsageEvent; contributions: Contribution[] } | { rejection: Rejection };

/** Reads one event at the time `now`: what it is and what it adds to which meters, or why it cannot count. */
export function judgeEvent(
  input: unknown,
  meters: readonly MeterView[],
  now: Date,
  { lateMillisecondsMax }: EventBounds = eventBounds,
): Judged {
  const parsed = UsageEventInput.safeParse(input);
  if (!parsed.success)
    return {
      rejection: {
        code: "invalid",
        detail: issuesOf(parsed.error)
          .map(({ path, message }) => `${path}: ${message}`)
          .join("; "),
      },
    };
  const { id, source, type, subject, data } = parsed.data;
  const time = parsed.data.time ? new Date(parsed.data.time) : now;
  const age = now.getTime() - time.getTime();
  if (age > lateMillisecondsMax) return { rejection: { code: "too_late", detail: "time is more than 35 days ago" } };
  if (-age > earlyMillisecondsMax)
    return { rejection: { code: "too_early", detail: "time is more than 5 minutes ahead" } };
  if (!isStorable(data, levelsMax))
    return {
      rejection: { code: "invalid", detail: "data: must be well-formed text without NUL, nested at most 64 levels" },
    };
  const contributions: Contribution[] = [];
  for (const meter of meters) {
    if (meter.eventType !== type) continue;
    const contribution = contributionOf(meter, data);
    if ("detail" in contribution) return { rejection: { code: "invalid", detail: contribution.detail } };
    contributions.push(contribution);
  }
  return {
    event: { key: eventKey(source, id), time, source, id, type, subject: subject ?? null, data: data ?? null },
    contributions,
  };
}

/** 128 bits of the SHA-256 of `source` and `id`, by which an event counts once. The length in front keeps the two apart. */
export function eventKey(source: string, id: string): string {
  const hash = createHash("sha256").update(`${source.length}:${source}${id}`).digest("hex");
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A number as an exact decimal, or what is wrong with it. Bounds: 0 to 2^53−1, at most six decimal places. */
export function exactAmount(value: unknown): { amount: string } | { detail: string } {
  if (typeof value !== "number") return { detail: "must be a JSON number" };
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return { detail: "must be between 0 and 9007199254740991" };
  const written = String(value);
  const decimals = written.includes("e") ? 7 : (written.split(".")[1]?.length ?? 0);
  return decimals > 6 ? { detail: "must have at most six decimal places" } : { amount: written };
}

function contributionOf(meter: MeterView, data: unknown): Contribution | { detail: string } {
  const groups = meter.groupBy.map(({ path }) => asDimension(valueAt(data, path)));
  const dimensions = JSON.stringify(groups);
  if (dimensions.length > 2_000) return { detail: `the groups of ${meter.slug} are longer than 2,000 characters` };
  if (meter.valuePath === null) return { meterId: meter.id, dimensions, value: null, text: null };
  const found = valueAt(data, meter.valuePath);
  const where = meter.valuePath.replace("$", "data");
  if (meter.aggregation === "unique") {
    const distinct = asDimension(found);
    if (distinct === "" || distinct.length > 255)
      return { detail: `${where}: must be a text or number of 1 to 255 characters` };
    return { meterId: meter.id, dimensions, value: null, text: distinct };
  }
  const exact = exactAmount(found);
  if ("detail" in exact) return { detail: `${where}: ${exact.detail}` };
  return { meterId: meter.id, dimensions, value: exact.amount, text: null };
}

function valueAt(data: unknown, path: string): unknown {
  let value = data;
  for (const part of path.slice(2).split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function asDimension(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

// What PostgreSQL would refuse to keep, found here so that one such event does not take its whole batch with it.
function isStorable(value: unknown, levels: number): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (value === null || typeof value !== "object") return true;
  if (levels === 0) return false;
  return Object.entries(value).every(([name, inner]) => isStorableText(name) && isStorable(inner, levels - 1));
}

function isStorableText(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}

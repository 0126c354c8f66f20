import { hash } from "node:crypto";
import { z } from "zod";
import { issuesOf } from "../../issues.ts";
import { isStorable } from "../../text.ts";
import type { MeterView } from "../meters/model.ts";

const days = 86_400_000;
/** How far from now an event's time may lie. */
export type EventBounds = { lateMillisecondsMax: number };
export const eventBounds: EventBounds = { lateMillisecondsMax: 35 * days };
const earlyMillisecondsMax = 5 * 60_000;
export const eventsPerRequestMax = 1_000;
const levelsMax = 64;

const text = (max: number) => z.string().min(1).max(max).refine(isStorable, "must be well-formed text without NUL");

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

/** An event as it is kept and counted: `key` by which it counts once, `time` in milliseconds, `kept` the text that is stored. */
export type UsageEvent = { key: string; time: number; kept: string; contributions: Contribution[] };

/** What one event adds to one meter. `value` has at most six decimal places; `text` is set for `unique` meters alone. */
export type Contribution = { meterId: string; dimensions: string; value: number | null; text: string | null };

export type Rejection = { code: "invalid" | "too_late" | "too_early"; detail: string };

type Judged = { event: UsageEvent } | { rejection: Rejection };

/** Reads one event at the time `now`, in milliseconds: what it is and what it adds to which meters, or why it cannot count. */
export function judgeEvent(
  input: unknown,
  meters: readonly MeterView[],
  now: number,
  { lateMillisecondsMax }: EventBounds = eventBounds,
): Judged {
  const read = isPlain(input) ? { event: input } : parsed(input);
  if ("rejection" in read) return read;
  const { id, source, type, subject, data } = read.event;
  const time = read.event.time ? instantOf(read.event.time) : now;
  const age = now - time;
  if (age > lateMillisecondsMax) return { rejection: { code: "too_late", detail: "time is more than 35 days ago" } };
  if (-age > earlyMillisecondsMax)
    return { rejection: { code: "too_early", detail: "time is more than 5 minutes ahead" } };
  if (!isStorableData(data, levelsMax))
    return {
      rejection: { code: "invalid", detail: "data: must be well-formed text without NUL, nested at most 64 levels" },
    };
  const contributions: Contribution[] = [];
  for (const meter of metersOf(meters, type)) {
    const contribution = contributionOf(meter, data);
    if ("detail" in contribution) return { rejection: { code: "invalid", detail: contribution.detail } };
    contributions.push(contribution);
  }
  const kept = JSON.stringify([time, source, id, type, subject ?? null, data ?? null]);
  return { event: { key: eventKey(source, id), time, kept, contributions } };
}

function parsed(input: unknown): { event: UsageEventInput } | { rejection: Rejection } {
  const { success, data, error } = UsageEventInput.safeParse(input);
  if (success) return { event: data };
  const detail = issuesOf(error)
    .map(({ path, message }) => `${path}: ${message}`)
    .join("; ");
  return { rejection: { code: "invalid", detail } };
}

// Nearly every event is of this form. The schema has the last word on all others, and says what is wrong with them.
function isPlain(input: unknown): input is UsageEventInput {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  const event: { [name in keyof UsageEventInput]?: unknown } = input;
  const { specversion, id, source, type, subject, time, datacontenttype, dataschema } = event;
  return (
    specversion === "1.0" &&
    isText(id) &&
    isText(source) &&
    isText(type) &&
    (subject == null || isText(subject)) &&
    (time == null || (typeof time === "string" && isPlainTime(time))) &&
    datacontenttype == null &&
    dataschema == null
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 255 && isStorable(value);
}

let lastTime = { written: "", instant: Number.NaN };

// Many events in a row tell the same time.
function instantOf(written: string): number {
  if (lastTime.written !== written) lastTime = { written, instant: Date.parse(written) };
  return lastTime.instant;
}

function isPlainTime(written: string): boolean {
  if (written === lastTime.written && !Number.isNaN(lastTime.instant)) return true;
  if (!/^\d{4}-\d\d-\d\dT[01]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/.test(written)) return false;
  // A day that the month does not have is either no time or one of the next month.
  const instant = Date.parse(written);
  return !Number.isNaN(instant) && new Date(instant).getUTCDate() === Number(written.slice(8, 10));
}

/**
 * 128 bits by which an event counts once: 96 of the SHA-256 of `source` and `id`, the length in front keeping the two apart,
 * after 32 that are alike for ids that follow each other, so that the ledger keeps those side by side. What is not ASCII
 * lies where its hash says. The database's `event_key` computes the same.
 */
export function eventKey(source: string, id: string): string {
  const digits = hash("sha256", `${source.length}:${source}${id}`, "hex");
  const place = placeOf(source, id);
  return place === null ? digits.slice(0, 32) : (place >>> 0).toString(16).padStart(8, "0") + digits.slice(0, 24);
}

// A counter differs in its last digits from its neighbours; an id of time and chance begins as its neighbours do.
function placeOf(source: string, id: string): number | null {
  const near = id.length >= 20 ? 8 : Math.max(id.length - 3, 0);
  let place = 0;
  for (let at = 0; at < source.length; at++) {
    const unit = source.charCodeAt(at);
    if (unit > 127) return null;
    place = (Math.imul(place, 31) + unit) | 0;
  }
  for (let at = 0; at < id.length; at++) {
    const unit = id.charCodeAt(at);
    if (unit > 127) return null;
    if (at < near) place = (Math.imul(place, 31) + unit) | 0;
  }
  return place;
}

/** A number as an exact decimal, or what is wrong with it. Bounds: 0 to 2^53−1, at most six decimal places. */
export function exactAmount(value: unknown): { amount: number } | { detail: string } {
  if (typeof value !== "number") return { detail: "must be a JSON number" };
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return { detail: "must be between 0 and 9007199254740991" };
  if (Number.isInteger(value)) return { amount: value };
  const written = String(value);
  const decimals = written.includes("e") ? 7 : (written.split(".")[1]?.length ?? 0);
  return decimals > 6 ? { detail: "must have at most six decimal places" } : { amount: value };
}

type Counted = MeterView & { groups: string[][]; value: string[] | null };

const byType = new WeakMap<readonly MeterView[], Map<string, Counted[]>>();

function metersOf(meters: readonly MeterView[], type: string): Counted[] {
  let known = byType.get(meters);
  if (!known) {
    const counted = meters.map((meter) => ({
      ...meter,
      groups: meter.groupBy.map(({ path }) => partsOf(path)),
      value: meter.valuePath === null ? null : partsOf(meter.valuePath),
    }));
    known = Map.groupBy(counted, (meter) => meter.eventType);
    byType.set(meters, known);
  }
  return known.get(type) ?? [];
}

function partsOf(path: string): string[] {
  return path.slice(2).split(".");
}

function contributionOf(meter: Counted, data: unknown): Contribution | { detail: string } {
  const meterId = meter.id;
  const dimensions =
    meter.groups.length === 0 ? "[]" : JSON.stringify(meter.groups.map((parts) => asDimension(valueAt(data, parts))));
  if (dimensions.length > 2_000) return { detail: `the groups of ${meter.slug} are longer than 2,000 characters` };
  if (meter.value === null) return { meterId, dimensions, value: null, text: null };
  const found = valueAt(data, meter.value);
  if (meter.aggregation === "unique") {
    const distinct = asDimension(found);
    if (distinct === "" || distinct.length > 255)
      return { detail: `${placeIn(meter)}: must be a text or number of 1 to 255 characters` };
    return { meterId, dimensions, value: null, text: distinct };
  }
  const exact = exactAmount(found);
  if ("detail" in exact) return { detail: `${placeIn(meter)}: ${exact.detail}` };
  return { meterId, dimensions, value: exact.amount, text: null };
}

function placeIn({ valuePath }: MeterView): string {
  return valuePath?.replace("$", "data") ?? "data";
}

function valueAt(data: unknown, parts: readonly string[]): unknown {
  let value = data;
  for (const part of parts) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function asDimension(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

// What PostgreSQL would refuse to read again, found here so that one such event does not take its whole batch with it.
function isStorableData(value: unknown, levels: number): boolean {
  if (typeof value === "string") return isStorable(value);
  if (value === null || typeof value !== "object") return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((inner) => isStorableData(inner, levels - 1));
  for (const name in value)
    if (!isStorable(name) || !isStorableData(Reflect.get(value, name), levels - 1)) return false;
  return true;
}

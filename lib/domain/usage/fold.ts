import { textArray, uuidArray } from "../../pg-array.ts";
import type { UsageEvent } from "./event.ts";

const minute = 60_000;
const day = 86_400_000;
const eventsPerRowMax = 2_000;

/** An event and which of the flush's keys sent it, counted from 1. */
export type Sent = { event: UsageEvent; caller: number };

/** The events of one flush as the arguments of the database's function, from their keys on. */
export function foldEvents(sent: readonly Sent[]): unknown[] {
  const rows = new Map<string, Row>();
  const cells = new Map<string, Map<string, Cell>>();
  for (const { event, caller } of sent) {
    keep(rows, event, caller);
    for (const { meterId, dimensions, value, text } of event.contributions) {
      let ofMeter = cells.get(meterId);
      if (!ofMeter) cells.set(meterId, (ofMeter = new Map()));
      const at = event.time - mod(event.time, minute);
      const place = `${at}${dimensions}`;
      let cell = ofMeter.get(place);
      if (!cell) ofMeter.set(place, (cell = new Cell(meterId, at, dimensions)));
      cell.add(value, text, event.time);
    }
  }
  const batches = [...rows.values()];
  const counted = [...cells.values()].flatMap((ofMeter) => [...ofMeter.values()]);
  const distinct = counted.flatMap((cell) => [...cell.texts].map((text) => ({ cell, text })));
  return [
    uuidArray(sent.map(({ event }) => event.key)),
    batches.map((row) => row.caller),
    batches.map((row) => instant(row.first)),
    batches.map((row) => instant(row.last)),
    batches.map((row) => row.kept.length),
    textArray(batches.map((row) => `[${row.kept.join(",")}]`)),
    counted.map((cell) => cell.meterId),
    counted.map((cell) => instant(cell.minute)),
    textArray(counted.map((cell) => cell.dimensions)),
    counted.map((cell) => cell.sum()),
    counted.map((cell) => cell.count),
    counted.map((cell) => cell.least),
    counted.map((cell) => cell.most),
    counted.map((cell) => cell.latest),
    counted.map((cell) => instant(cell.latestAt)),
    distinct.map(({ cell }) => cell.meterId),
    distinct.map(({ cell }) => instant(cell.minute)),
    textArray(distinct.map(({ cell }) => cell.dimensions)),
    textArray(distinct.map(({ text }) => text)),
  ];
}

type Row = { caller: number; first: number; last: number; kept: string[] };

/** A row holds events of one key and one UTC day. A full one makes place for the next under its name. */
function keep(rows: Map<string, Row>, { time, kept }: UsageEvent, caller: number): void {
  const name = `${caller} ${Math.floor(time / day)}`;
  const row = rows.get(name);
  if (row && row.kept.length < eventsPerRowMax) {
    row.first = Math.min(row.first, time);
    row.last = Math.max(row.last, time);
    row.kept.push(kept);
    return;
  }
  if (row) rows.set(`${name} ${rows.size}`, row);
  rows.set(name, { caller, first: time, last: time, kept: [kept] });
}

/** What the events of a flush add to one meter in one minute for one combination of dimensions, exactly. */
class Cell {
  readonly meterId: string;
  readonly minute: number;
  readonly dimensions: string;
  readonly texts = new Set<string>();
  count = 0;
  least: number | null = null;
  most: number | null = null;
  latest: number | null = null;
  latestAt = Number.NEGATIVE_INFINITY;
  /** Whole numbers and millionths apart, each in a number while it is exact there. */
  #whole = 0;
  #millionths = 0;
  #spilt = 0n;

  constructor(meterId: string, at: number, dimensions: string) {
    this.meterId = meterId;
    this.minute = at;
    this.dimensions = dimensions;
  }

  add(value: number | null, text: string | null, time: number): void {
    this.count++;
    this.#sum(value ?? 1);
    if (text !== null) this.texts.add(text);
    if (value !== null) {
      if (time > this.latestAt || this.latest === null || (time === this.latestAt && value > this.latest))
        this.latest = value;
      if (this.least === null || value < this.least) this.least = value;
      if (this.most === null || value > this.most) this.most = value;
    }
    if (time > this.latestAt) this.latestAt = time;
  }

  sum(): string {
    const millionths = this.#spilt + BigInt(this.#whole) * 1_000_000n + BigInt(this.#millionths);
    return `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, "0")}`;
  }

  #sum(value: number): void {
    if (this.#whole > safe - value || this.#millionths > safe - 1_000_000) {
      this.#spilt += BigInt(this.#whole) * 1_000_000n + BigInt(this.#millionths);
      this.#whole = this.#millionths = 0;
    }
    const whole = Math.floor(value);
    this.#whole += whole;
    if (whole !== value) this.#millionths += millionthsBehind(value, whole);
  }
}

const safe = Number.MAX_SAFE_INTEGER;

// Up to 2^32 a number lies so near to what was written, with at most six places, that rounding finds it; beyond, its text does.
function millionthsBehind(value: number, whole: number): number {
  if (value < 2 ** 32) return Math.round((value - whole) * 1_000_000);
  return Number(String(value).split(".")[1]?.padEnd(6, "0") ?? 0);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

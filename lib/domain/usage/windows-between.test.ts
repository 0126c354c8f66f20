import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { type World, world } from "../../test/world.ts";
import type { WindowSize } from "./view.ts";
import { windowsBetween } from "./windows-between.ts";

freshDatabase();
let all: World;
beforeAll(async () => {
  all = await world();
});

type Window = [start: string, end: string];

async function windows(windowSize: WindowSize, zone: string, from: Date, to: Date): Promise<Window[]> {
  const rows = await enterAsOperator(
    all.a,
    (scope) =>
      scope.db.$queryRaw<
        { start: Date; end: Date }[]
      >`SELECT start, "end" FROM (${windowsBetween({ from, to, windowSize, zone })}) w ORDER BY start`,
  );
  return rows.map(({ start, end }) => [start.toISOString(), end.toISOString()]);
}

const quarter = 15 * 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall reads, from the runtime's own time-zone data: instants that read alike share a window. */
function reading(windowSize: WindowSize, zone: string, at: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      timeZoneName: "longOffset",
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, timeZoneName } = parts;
  if (windowSize === "MONTH") return `${year}-${month}`;
  return windowSize === "DAY" ? `${year}-${month}-${day}` : `${year}-${month}-${day} ${hour} ${timeZoneName}`;
}

/** The windows found by walking from quarter to quarter of an hour and looking at the clock. */
function walked(windowSize: WindowSize, zone: string, from: Date, to: Date): Window[] {
  const found: Window[] = [];
  const read = (at: number) => reading(windowSize, zone, at);
  let start = Math.floor(from.getTime() / quarter) * quarter;
  while (read(start - quarter) === read(start)) start -= quarter;
  for (let at = start; start < to.getTime(); at += quarter) {
    if (read(at + quarter) === read(at)) continue;
    found.push([new Date(start).toISOString(), new Date(at + quarter).toISOString()]);
    start = at + quarter;
  }
  return found;
}

/** Zones that change by an hour, by half of one, at midnight in either direction, not at all, or lie on halves and quarters; of their past alone, which all time-zone data agrees on. */
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "Atlantic/Azores",
  "America/Santiago",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Australia/Eucla",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
];

describe("windows are those of the clock on the wall", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const hour = 3_600_000;

  test.each<[WindowSize, number, number]>([
    ["HOUR", 60 * hour, 60],
    ["DAY", 9 * 24 * hour, 50],
    ["MONTH", 70 * 24 * hour, 8],
  ])(`by the %s, in any zone at any time (seed ${seed})`, async (windowSize, spanMax, numRuns) => {
    const instant = fc.date({
      min: new Date("2011-01-01T00:00:00Z"),
      max: new Date("2025-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        instant,
        fc.integer({ min: 1, max: spanMax }),
        async (zone, from, span) => {
          const to = new Date(from.getTime() + span);
          expect(await windows(windowSize, zone, from, to)).toEqual(walked(windowSize, zone, from, to));
        },
      ),
      { seed, numRuns },
    );
  });

  test.each<[zone: string, at: string]>([
    ["Europe/Berlin", "2026-03-29T01:00:00Z"],
    ["Europe/Berlin", "2026-10-25T01:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
    ["Pacific/Apia", "2011-12-30T10:00:00Z"],
    ["America/Havana", "2026-03-08T05:00:00Z"],
    ["America/Havana", "2026-11-01T05:00:00Z"],
    ["Atlantic/Azores", "2026-10-25T01:00:00Z"],
    ["America/Santiago", "2026-04-05T03:00:00Z"],
    ["America/Santiago", "2026-09-06T04:00:00Z"],
    ["Asia/Beirut", "2026-03-28T22:00:00Z"],
    ["Asia/Beirut", "2026-10-24T21:00:00Z"],
    ["America/St_Johns", "2026-11-01T04:30:00Z"],
    ["Pacific/Chatham", "2026-04-04T14:00:00Z"],
  ])("where the clock of %s is set, at %s", async (zone, at) => {
    const [from, to] = [new Date(Date.parse(at) - 30 * hour), new Date(Date.parse(at) + 30 * hour)];
    for (const windowSize of ["HOUR", "DAY", "MONTH"] as const)
      expect([windowSize, await windows(windowSize, zone, from, to)]).toEqual([
        windowSize,
        walked(windowSize, zone, from, to),
      ]);
  });

  test("Lord Howe has hours of thirty minutes twice a year", async () => {
    const around = (from: string, to: string) => windows("HOUR", "Australia/Lord_Howe", new Date(from), new Date(to));
    expect(await around("2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z")).toEqual([
      ["2026-04-04T14:00:00.000Z", "2026-04-04T15:00:00.000Z"],
      ["2026-04-04T15:00:00.000Z", "2026-04-04T15:30:00.000Z"],
      ["2026-04-04T15:30:00.000Z", "2026-04-04T16:30:00.000Z"],
    ]);
    expect(await around("2026-10-03T14:30:00Z", "2026-10-03T17:00:00Z")).toEqual([
      ["2026-10-03T14:30:00.000Z", "2026-10-03T15:30:00.000Z"],
      ["2026-10-03T15:30:00.000Z", "2026-10-03T16:00:00.000Z"],
      ["2026-10-03T16:00:00.000Z", "2026-10-03T17:00:00.000Z"],
    ]);
  });

  test("Apia goes from the 29th to the 31st", async () => {
    expect(
      await windows("DAY", "Pacific/Apia", new Date("2011-12-30T00:00:00Z"), new Date("2011-12-30T12:00:00Z")),
    ).toEqual([
      ["2011-12-29T10:00:00.000Z", "2011-12-30T10:00:00.000Z"],
      ["2011-12-30T10:00:00.000Z", "2011-12-31T10:00:00.000Z"],
    ]);
  });
});

import { expect, test } from "vitest";
import { chartCsv } from "./csv.ts";
import { bucketOf, type ChartPoint, foldSeries, limitAt, toRows } from "./model.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

const HOUR = 3_600_000;

function buckets(from: string, count: number, length = HOUR): ChartPoint[] {
  const first = Date.parse(from);
  return Array.from({ length: count }, (_, index) => ({
    start: new Date(first + index * length).toISOString(),
    end: new Date(first + (index + 1) * length).toISOString(),
    value: index,
  }));
}

function labels(points: ChartPoint[], zone: string, width: number): string[] {
  const rows = toRows([{ name: "all", points }]);
  return timeTicks(rows, bucketOf(rows), zone, width).map(({ label }) => label.replaceAll("\u00a0", " "));
}

test("value ticks begin at zero, are round, few, and cover the highest value", () => {
  for (const max of [1, 2, 3, 7, 10, 99, 6000, 6001, 7421, 5_999_999, 1e12]) {
    const ticks = valueTicks(max, true);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.every(Number.isInteger)).toBe(true);
  }
  expect(valueTicks(0, true)).toEqual([0, 1]);
  expect(valueTicks(0.3, false)).toEqual([0, 0.1, 0.2, 0.3]);
});

test("time labels follow the wall clock of the zone and never repeat, over a change of clocks too", () => {
  expect(labels(buckets("2026-11-21T04:00:00Z", 24), "UTC", 480)).toEqual(["06:00", "12:00", "18:00", "22 Nov"]);
  expect(labels(buckets("2026-11-16T00:00:00Z", 168), "UTC", 800)).toHaveLength(7);
  for (const width of [200, 480, 1200])
    for (const zone of ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"])
      for (const points of [buckets("2026-10-24T22:00:00Z", 25), buckets("2026-04-04T10:00:00Z", 72)]) {
        const shown = labels(points, zone, width);
        expect(shown.length).toBeGreaterThan(0);
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.length).toBeLessThanOrEqual(Math.max(2, Math.floor(width / 72)));
      }
});

test("the limit is the last step that has begun, and none before the first", () => {
  const limit = {
    steps: [
      { at: "2026-11-01T00:00:00Z", value: 5 },
      { at: "2026-11-12T00:00:00Z", value: null },
    ],
  };
  expect(limitAt(limit, Date.parse("2026-10-31T00:00:00Z"))).toBeNull();
  expect(limitAt(limit, Date.parse("2026-11-01T00:00:00Z"))).toBe(5);
  expect(limitAt(limit, Date.parse("2026-11-13T00:00:00Z"))).toBeNull();
});

test("series beyond six become Other and nothing is lost", () => {
  const series = Array.from({ length: 9 }, (_, index) => ({
    name: `k${index}`,
    points: buckets("2026-11-01T00:00:00Z", 3),
  }));
  const folded = foldSeries(series);
  const total = (all: typeof folded) =>
    all.flatMap(({ points }) => points).reduce((sum, { value }) => sum + (value ?? 0), 0);
  expect(folded).toHaveLength(6);
  expect(folded.at(-1)?.name).toBe("Other");
  expect(total(folded)).toBe(total(series));
});

test("the file holds raw numbers and UTC times, and no name can run as a formula", () => {
  const points: ChartPoint[] = [
    { start: "2026-11-01T00:00:00+01:00", end: "2026-11-02T00:00:00+01:00", value: -1.5 },
    { start: "2026-11-02T00:00:00+01:00", end: "2026-11-03T00:00:00+01:00", value: null, incomplete: true },
  ];
  expect(chartCsv(toRows([{ name: "all", points }]), ['=HYPERLINK("x"),y'], { limit: true }).split("\r\n")).toEqual([
    'start,end,"\'=HYPERLINK(""x""),y",limit,complete',
    "2026-10-31T23:00:00.000Z,2026-11-01T23:00:00.000Z,-1.5,,true",
    "2026-11-01T23:00:00.000Z,2026-11-02T23:00:00.000Z,,,false",
  ]);
});

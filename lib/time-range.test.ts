import fc from "fast-check";
import { expect, test } from "vitest";
import { isRelative, parseTimeRange, type TimeUnit, writeTimeRange } from "./time-range.ts";
import { timeRangeBounds } from "./time-range-bounds.ts";

const seed = 20_261_122;
const now = new Date("2026-11-22T14:03:07Z");

function bounds(text: string, zone = "UTC", at = now): string[] | null {
  const range = parseTimeRange(text);
  const found = range && timeRangeBounds(range, at, zone);
  return found && [found.from, found.to, found.before].map((each) => each.toISOString().replace(/:00\.000Z$/, "Z"));
}

test.each([
  ["13h", "2026-11-22T01:03:07.000Z", "2026-11-22T14:03:07.000Z"],
  ["90m", "2026-11-22T12:33:07.000Z", "2026-11-22T14:03:07.000Z"],
  ["now/d", "2026-11-22T00:00Z", "2026-11-23T00:00Z"],
  ["now-1d/d", "2026-11-21T00:00Z", "2026-11-22T00:00Z"],
  ["now/w", "2026-11-16T00:00Z", "2026-11-23T00:00Z"],
  ["now/M", "2026-11-01T00:00Z", "2026-12-01T00:00Z"],
  ["now-7d/d .. now", "2026-11-15T00:00Z", "2026-11-22T14:03:07.000Z"],
  ["2026-11-01 .. 2026-11-08", "2026-11-01T00:00Z", "2026-11-09T00:00Z"],
  ["2026-11-01 to 2026-11-08", "2026-11-01T00:00Z", "2026-11-09T00:00Z"],
  ["2026-11", "2026-11-01T00:00Z", "2026-12-01T00:00Z"],
  ["2026-11-03", "2026-11-03T00:00Z", "2026-11-04T00:00Z"],
  ["2026-11-03 14:00 .. 2026-11-03 15:30", "2026-11-03T14:00Z", "2026-11-03T15:30Z"],
  ["2026-11-03T14:00Z..2026-11-03T15:30+01:00", "2026-11-03T14:00Z", "2026-11-03T14:30Z"],
])("%s reaches from %s until %s", (text, from, to) => {
  expect(bounds(text)?.slice(0, 2)).toEqual([from, to]);
});

test("dates are days of the zone, over a change of clocks too", () => {
  expect(bounds("2026-10-25", "Europe/Berlin")?.slice(0, 2)).toEqual(["2026-10-24T22:00Z", "2026-10-25T23:00Z"]);
  expect(bounds("now/d", "Asia/Kathmandu")?.slice(0, 2)).toEqual(["2026-11-21T18:15Z", "2026-11-22T18:15Z"]);
});

test("the period before is as many days, and for a whole month the month before", () => {
  expect(bounds("now/M", "Europe/Berlin")?.[2]).toBe("2026-09-30T22:00Z");
  expect(bounds("2026-11-01 .. 2026-11-08", "Europe/Berlin")?.[2]).toBe("2026-10-23T22:00Z");
  expect(bounds("13h")?.[2]).toBe("2026-11-21T12:03:07.000Z");
});

test.each([
  "",
  "soon",
  "0d",
  "13 hours ago",
  "now",
  "7",
  "-7d",
  "2026-02-30",
  "2026-13",
  "2026-11-08 ..",
  "2026-11-01..2026-11-02..2026-11-03",
  "2026-11-03 14:00",
  "2026-11-03T25:00Z..now",
  "99999d",
  "1".repeat(100),
])("%s is not a range", (text) => {
  expect(parseTimeRange(text)).toBeNull();
});

test.each([
  "2026-11-08 .. 2026-11-01",
  "now..now-1d",
  "2999-01-01",
  "1970-01-01..now",
  "2026-11-03T14:00Z..2026-11-03T14:00Z",
])("%s reaches over nothing that can be shown", (text) => {
  expect(parseTimeRange(text)).not.toBeNull();
  expect(bounds(text)).toBeNull();
});

test("only a range without the clock in it means the same tomorrow", () => {
  const relative = (text: string) => {
    const range = parseTimeRange(text);
    return range && isRelative(range);
  };
  expect(["7d", "now/M", "2026-11-01..now"].map(relative)).toEqual([true, true, true]);
  expect(["2026-11-01", "2026-11-01..2026-11-08"].map(relative)).toEqual([false, false]);
});

const unit = fc.constantFrom<TimeUnit>("m", "h", "d", "w", "M", "y");
const snap = fc.constantFrom<TimeUnit>("h", "d", "w", "M", "y");
const date = fc.date({ min: new Date("1970-01-01T00:00Z"), max: new Date("2099-12-31T00:00Z"), noInvalidDate: true });
const moment = fc.oneof(
  fc.tuple(fc.nat(4000), unit, fc.option(snap)).map(([back, of, to]) => `now-${back}${of}${to ? `/${to}` : ""}`),
  date.map((each) => each.toISOString().slice(0, 10)),
  date.map((each) => each.toISOString().slice(0, 7)),
  date.map((each) => each.toISOString()),
);
const written = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 5000 }), unit).map(([count, of]) => `${count}${of}`),
  fc.tuple(fc.nat(100), unit, snap).map(([back, of, to]) => `now-${back}${of}/${to}`),
  fc.tuple(moment, moment).map((both) => both.join(" .. ")),
);

test("every range has one spelling, which reads as itself", () => {
  fc.assert(
    fc.property(written, (text) => {
      const range = parseTimeRange(text);
      if (!range) throw new Error(`${text} was not read`);
      const once = writeTimeRange(range);
      expect(parseTimeRange(once)).toEqual(parseTimeRange(writeTimeRange(parseTimeRange(once) ?? range)));
      expect(writeTimeRange(parseTimeRange(once) ?? range)).toBe(once);
      expect(timeRangeBounds(parseTimeRange(once) ?? range, now, "UTC")).toEqual(timeRangeBounds(range, now, "UTC"));
    }),
    { seed, numRuns: 500 },
  );
});

test("whatever is typed is read or refused, never a fault, and what is shown is not empty", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 90 }), written), (text) => {
      const range = parseTimeRange(text);
      const found = range && timeRangeBounds(range, now, "Australia/Lord_Howe");
      if (!found) return;
      expect(found.to.getTime()).toBeGreaterThan(found.from.getTime());
      expect(found.before.getTime()).toBeLessThan(found.from.getTime());
    }),
    { seed, numRuns: 500 },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { colorsOf } from "./colors.ts";
import { forecastOf } from "./forecast.ts";
import { runningTotals } from "./running.ts";
import { thin } from "./thin.ts";
import { pointsMax, windowSizeFor } from "./window-size.ts";

const seed = 20_261_122;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const first = Date.UTC(2026, 9, 1);
const windows = (count: number, length = HOUR) =>
  Array.from({ length: count }, (_, index) => ({
    start: new Date(first + index * length).toISOString(),
    end: new Date(first + (index + 1) * length).toISOString(),
  }));

describe("a line that is thinned", () => {
  const lines = fc.record({
    length: fc.integer({ min: 1, max: 3_000 }),
    count: fc.integer({ min: 1, max: 12 }),
    pattern: fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 }), { freq: 4 }), { minLength: 1, maxLength: 97 }),
  });

  test("fits in a thousand points and keeps its highest and lowest", () => {
    fc.assert(
      fc.property(lines, ({ length, count, pattern }) => {
        const given = Array.from({ length: count }, (_, line) =>
          Array.from({ length }, (_each, index) => pattern[(index * (line + 1) + line) % pattern.length] ?? null),
        );
        const all = windows(given[0]?.length ?? 0);
        const thinned = thin(all, given, pointsMax);
        expect(thinned.windows.length * given.length).toBeLessThanOrEqual(pointsMax);
        given.forEach((line, index) => {
          const shown = thinned.lines[index] ?? [];
          expect(shown).toHaveLength(thinned.windows.length);
          const known = line.filter((each) => each !== null);
          const kept = shown.filter((each) => each !== null);
          expect(kept.length === 0).toBe(known.length === 0);
          if (known.length === 0) return;
          expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...known), Math.max(...known)]);
        });
        expect(thinned.windows[0]?.start).toBe(all[0]?.start);
        expect(thinned.windows.at(-1)?.end).toBe(all.at(-1)?.end);
      }),
      { seed, numRuns: 60, endOnFailure: true },
    );
  });

  test("keeps both of a pair of spikes, in the order in which they came", () => {
    const line = Array.from({ length: 2_000 }, () => 5);
    line[1_000] = 900;
    line[1_001] = -900;
    const { lines: thinned } = thin(windows(2_000), [line], pointsMax);
    const kept = (thinned[0] ?? []).filter((each) => each !== 5);
    expect(kept).toEqual([900, -900]);
  });

  test("stays a gap where nothing is known, and is left alone where it fits", () => {
    const line = [...Array.from({ length: 1_500 }, () => null), ...Array.from({ length: 1_500 }, () => 1)];
    const { lines: thinned } = thin(windows(3_000), [line], pointsMax);
    expect(thinned[0]?.slice(0, 100).every((each) => each === null)).toBe(true);
    expect(thin(windows(3), [[1, null, 3]], pointsMax).lines).toEqual([[1, null, 3]]);
  });
});

test("what adds up never gets more than a thousand points, however long and by whatever", () => {
  const asked = fc.record({
    milliseconds: fc.integer({ min: 60_000, max: 5 * 366 * DAY }),
    kind: fc.constant("bar" as const),
    lines: fc.constantFrom(1, 2, 6, 12),
    asked: fc.constantFrom(undefined, "MINUTE" as const, "HOUR" as const, "DAY" as const, "MONTH" as const),
  });
  const lengths = { MINUTE: 60_000, HOUR, DAY, MONTH: 28 * DAY };
  fc.assert(
    fc.property(asked, (question) => {
      const size = windowSizeFor(question);
      expect(Math.ceil(question.milliseconds / lengths[size]) * question.lines).toBeLessThanOrEqual(pointsMax);
    }),
    { seed },
  );
});

describe("colours", () => {
  const names = fc.uniqueArray(fc.string({ maxLength: 12 }), { maxLength: 6 });

  test("are as many as values, the same in any order, and one of six", () => {
    fc.assert(
      fc.property(names, (values) => {
        const colors = colorsOf(values);
        expect(new Set(colors.values()).size).toBe(values.length);
        expect(colorsOf(values.toReversed())).toEqual(new Map(colors));
      }),
      { seed },
    );
  });

  test("of most values stay when another value joins", () => {
    const few = colorsOf(["/v1/messages", "/v1/search"]);
    const more = colorsOf(["/v1/messages", "/v1/search", "/v1/zebra"]);
    expect([...few].every(([value, color]) => more.get(value) === color)).toBe(true);
  });
});

describe("what was used so far", () => {
  test("begins anew with the month of the zone, and a gap stays a gap", () => {
    const days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"].map((day) => ({ start: `${day}T23:00:00Z` }));
    expect(runningTotals(days, [1, 2, 4, null], "month", "UTC")).toEqual([1, 3, 4, null]);
    expect(runningTotals(days, [1, 2, 4, 8], "month", "Europe/Berlin")).toEqual([1, 2, 6, 14]);
  });

  test("adds tenths without drifting", () => {
    expect(runningTotals(windows(3), [0.1, 0.2, 0.3], "month", "UTC")).toEqual([0.1, 0.3, 0.6]);
  });
});

describe("the forecast", () => {
  const now = new Date(first + 10 * DAY);
  const weekdayAt = (time: number) => new Date(time).getUTCDay();
  const days = (values: number[]) => values.map((value, index) => ({ value, weekday: weekdayAt(first + index * DAY) }));
  const past = {
    now,
    weekdayAt,
    used: 1_000,
    limit: 1_500,
    until: new Date(first + 31 * DAY),
    windows: windows(31, DAY),
  };

  test("is hidden with less than three days of data", () => {
    expect(forecastOf({ ...past, days: days([100, 100]) })).toBeNull();
    expect(forecastOf({ ...past, days: days([100, 100, 100]) })).not.toBeNull();
  });

  test("of a steady hundred a day is without a band and reaches the limit on the fifth day", () => {
    const steady = forecastOf({ ...past, days: days(Array.from({ length: 10 }, () => 100)) });
    expect(steady?.reaches).toEqual({ at: new Date(first + 15 * DAY).toISOString(), days: 0 });
    expect(steady?.end.mid).toBe(3_100);
    expect(steady?.band.slice(0, 10).every((each) => each === null)).toBe(true);
    expect(steady?.band.at(-1)).toEqual({ low: 3_100, mid: 3_100, high: 3_100 });
  });

  test("of uneven days has a band that widens, and says how many days it may be off", () => {
    const uneven = forecastOf({ ...past, days: days([20, 180, 60, 140, 100, 20, 180, 60, 140, 100]) });
    const widths = (uneven?.band ?? []).flatMap((each) => (each ? [each.high - each.low] : []));
    expect(widths.every((width, index) => index === 0 || width >= (widths[index - 1] ?? 0))).toBe(true);
    expect(uneven?.reaches?.days).toBeGreaterThan(0);
  });

  test("knows weekends once it has seen two weeks, and stays silent where the limit is not reached", () => {
    const weekly = Array.from({ length: 14 }, (_, index) => {
      const weekday = weekdayAt(first + index * DAY);
      return { weekday, value: weekday === 0 || weekday === 6 ? 0 : 100 };
    });
    const found = forecastOf({ ...past, days: weekly, limit: 10_000 });
    expect(found?.reaches).toBeNull();
    expect(found?.band.at(-1)?.high).toBe(found?.band.at(-1)?.low);
    expect(forecastOf({ ...past, days: weekly, used: 2_000 })?.reaches).toBeNull();
  });
});

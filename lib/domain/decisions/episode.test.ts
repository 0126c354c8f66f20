import { expect, test } from "vitest";
import { episodeOf } from "./episode.ts";
import type { LaneOutcome } from "./model.ts";

const from = Date.parse("2026-11-20T14:00:00Z");
const minute = (index: number) => new Date(from + index * 60_000).toISOString();

/** An hour in which so many calls were denied in these minutes. */
function hour(denied: Record<number, LaneOutcome["reasons"]>): LaneOutcome[] {
  return Array.from({ length: 60 }, (_, index) => {
    const reasons = denied[index] ?? [];
    const count = reasons.reduce((sum, each) => sum + each.count, 0);
    return { start: minute(index), end: minute(index + 1), passed: 1, warned: 0, denied: count, reasons };
  });
}

const byMonth = (count: number) => [{ period: "month", count }];

test("denials less than five minutes apart are one episode, those further away another", () => {
  const outcomes = hour({ 20: byMonth(3), 24: byMonth(4), 29: byMonth(5), 35: byMonth(9) });
  expect(episodeOf(outcomes, minute(24), "month")).toEqual({
    from: minute(20),
    to: minute(30),
    count: 12,
    open: false,
  });
  expect(episodeOf(outcomes, minute(35), "month")).toMatchObject({ from: minute(35), to: minute(36), count: 9 });
});

test("what another limit denied belongs to another episode", () => {
  const outcomes = hour({ 20: byMonth(3), 21: [{ period: "day", count: 8 }, ...byMonth(1)] });
  expect(episodeOf(outcomes, minute(21), "month")?.count).toBe(4);
  expect(episodeOf(outcomes, minute(21), "day")?.count).toBe(8);
});

test("an episode that may go on beyond what was read says so", () => {
  expect(episodeOf(hour({ 2: byMonth(1) }), minute(2), "month")?.open).toBe(true);
  expect(episodeOf(hour({ 57: byMonth(1) }), minute(57), "month")?.open).toBe(true);
});

test("a denial that is not among those read has none", () => {
  expect(episodeOf(hour({ 20: byMonth(1) }), minute(40), "month")).toBeNull();
});

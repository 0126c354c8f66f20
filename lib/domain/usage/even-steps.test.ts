import { expect, test } from "vitest";
import type { LimitStep } from "../quotas/limit-history.ts";
import { evenSteps } from "./even-steps.ts";

const step = (at: string, value: number | null): LimitStep => ({ at, value, mode: "hard" });
const short = (steps: readonly LimitStep[]) => steps.map(({ at, value }) => [at.slice(0, 16), value]);

test("a day's share of a month's limit follows the months and the limit", () => {
  const steps = [step("2026-01-20T00:00:00.000Z", 3_100), step("2026-02-10T12:00:00.000Z", 5_600)];
  const even = evenSteps(steps, "month", "DAY", new Date("2026-03-05T00:00:00Z"), "UTC");
  expect(short(even)).toEqual([
    ["2026-01-20T00:00", 100],
    ["2026-02-01T00:00", 111],
    ["2026-02-10T12:00", 200],
    ["2026-03-01T00:00", 181],
  ]);
});

test("months begin in the tenant's zone, and an hour's share of a day counts the hours that the day has", () => {
  const month = evenSteps(
    [step("2026-03-30T00:00:00.000Z", 310)],
    "month",
    "DAY",
    new Date("2026-04-02T00:00:00Z"),
    "Europe/Berlin",
  );
  expect(short(month)).toEqual([
    ["2026-03-30T00:00", 10],
    ["2026-03-31T22:00", 10.33],
  ]);
  const day = evenSteps(
    [step("2026-03-28T00:00:00.000Z", 2_300)],
    "day",
    "HOUR",
    new Date("2026-03-30T10:00:00Z"),
    "Europe/Berlin",
  );
  expect(short(day)).toEqual([
    ["2026-03-28T00:00", 95.83],
    ["2026-03-28T23:00", 100],
    ["2026-03-29T22:00", 95.83],
  ]);
});

test("where nothing limits there is no share, and none of what has no end", () => {
  const to = new Date("2026-02-01T00:00:00Z");
  expect(
    evenSteps([step("2026-01-20T00:00:00.000Z", null)], "month", "DAY", to, "UTC").map(({ value }) => value),
  ).toEqual([null]);
  expect(evenSteps([step("2026-01-20T00:00:00.000Z", 5)], "none", "DAY", to, "UTC")).toEqual([]);
  expect(evenSteps([], "month", "DAY", to, "UTC")).toEqual([]);
});

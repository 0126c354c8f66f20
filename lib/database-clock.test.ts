import { afterEach, expect, test, vi } from "vitest";
import { databaseTime, noteDatabaseTime } from "./database-clock.ts";

afterEach(() => vi.restoreAllMocks());

function at(monotonic: number, wall: number): void {
  vi.spyOn(performance, "now").mockReturnValue(monotonic);
  vi.spyOn(Date, "now").mockReturnValue(wall);
}

test("the database's time goes on from what it told, whatever the clock here says", () => {
  at(1_020, 5_000_000);
  expect(noteDatabaseTime(70_000, 1_000)).toBe(70_010);
  at(3_520, 5_002_500);
  expect(databaseTime()).toBe(72_510);
});

test("an answer that came late does not replace what was told before, but is better than nothing", () => {
  at(100_010, 5_000_000);
  noteDatabaseTime(70_000, 100_000);
  at(120_000, 5_019_990);
  expect(noteDatabaseTime(70_500, 100_500)).toBe(80_250);
  expect(databaseTime()).toBe(89_995);
  at(140_000, 5_039_990);
  noteDatabaseTime(90_500, 120_500);
  expect(databaseTime()).toBe(100_250);
});

test("it is not known where it was told too long ago, or the machine slept or was given another time since", () => {
  at(1_000, 5_000_000);
  noteDatabaseTime(70_000, 1_000);
  at(31_001, 5_030_001);
  expect(databaseTime()).toBeUndefined();
  at(2_000, 5_901_000);
  expect(databaseTime()).toBeUndefined();
  at(2_000, 4_901_000);
  expect(databaseTime()).toBeUndefined();
});

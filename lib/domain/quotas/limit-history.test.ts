import fc from "fast-check";
import { expect, test } from "vitest";
import { type LimitRecord, limitStepsOf } from "./limit-history.ts";

const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const hard = (limit: number | null) => ({ limit, mode: "hard" as const });
const nothing: LimitRecord = { plan: "Team", planChanges: [], changes: [], raises: [] };

function steps(record: Partial<LimitRecord>): [string, number | null][] {
  return limitStepsOf({ ...nothing, ...record }, day(1), day(30)).map(({ at, value }) => [at.slice(8, 10), value]);
}

test("a plan's limit begins when it was set, and before it there was none", () => {
  expect(steps({ changes: [{ at: day(5), layer: "plan", plan: "Team", said: hard(5) }] })).toEqual([
    ["01", null],
    ["05", 5],
  ]);
});

test("the tenant's own limit is over its plan's, and the plan's is over the default, until each falls silent", () => {
  expect(
    steps({
      changes: [
        { at: day(1), layer: "default", plan: null, said: hard(1) },
        { at: day(3), layer: "plan", plan: "Team", said: hard(5) },
        { at: day(8), layer: "tenant", plan: null, said: hard(2) },
        { at: day(12), layer: "tenant", plan: null, said: null },
        { at: day(20), layer: "plan", plan: "Team", said: null },
      ],
    }),
  ).toEqual([
    ["01", 1],
    ["03", 5],
    ["08", 2],
    ["12", 5],
    ["20", 1],
  ]);
});

test("another plan brings its own limit on the day it was changed", () => {
  expect(
    steps({
      plan: "Scale",
      planChanges: [{ at: day(10), from: "Team", to: "Scale" }],
      changes: [
        { at: day(1), layer: "plan", plan: "Team", said: hard(5) },
        { at: day(1), layer: "plan", plan: "Scale", said: hard(50) },
      ],
    }),
  ).toEqual([
    ["01", 5],
    ["10", 50],
  ]);
});

test("a grant raises while it lasts, and does nothing below the limit or where there is none", () => {
  const changes = [{ at: day(1), layer: "plan" as const, plan: "Team", said: hard(5) }];
  expect(steps({ changes, raises: [{ startsAt: day(12), endsAt: day(20), limit: 6 }] })).toEqual([
    ["01", 5],
    ["12", 6],
    ["20", 5],
  ]);
  expect(steps({ changes, raises: [{ startsAt: day(12), endsAt: day(20), limit: 3 }] })).toEqual([["01", 5]]);
  expect(steps({ raises: [{ startsAt: day(12), endsAt: day(20), limit: 3 }] })).toEqual([["01", null]]);
  expect(steps({ changes, raises: [{ startsAt: day(12), endsAt: day(20), limit: null }] })).toEqual([
    ["01", 5],
    ["12", null],
    ["20", 5],
  ]);
});

test("zero is a limit, and what held before the first entry is what that entry found", () => {
  expect(steps({ changes: [{ at: day(9), layer: "tenant", plan: null, said: hard(0), before: hard(7) }] })).toEqual([
    ["01", 7],
    ["09", 0],
  ]);
});

test("no two steps in a row are alike and they are in order, whatever was set when", () => {
  const change = fc.record({
    at: fc.integer({ min: 1, max: 29 }).map(day),
    layer: fc.constantFrom("default" as const, "tenant" as const),
    plan: fc.constant(null),
    said: fc.option(fc.nat(3).map(hard)),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const found = steps({ changes });
      found.forEach(([at, value], index) => {
        const next = found[index + 1];
        if (!next) return;
        expect(at < next[0]).toBe(true);
        expect(next[1]).not.toBe(value);
      });
    }),
    { seed: 20_261_122 },
  );
});

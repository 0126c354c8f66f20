import fc from "fast-check";
import { expect, test } from "vitest";
import { millionthsOf } from "../quotas/amount.ts";
import { exactAmount, type UsageEvent } from "./event.ts";
import { foldEvents } from "./fold.ts";

const sumsAt = 9;

function folded(values: (number | null)[], at = (_: number) => 0): unknown {
  const sent = values.map((value, index) => {
    const contributions = [{ meterId: "m", dimensions: "[]", value, text: null }];
    const event: UsageEvent = { key: "0".repeat(32), time: at(index), kept: "[]", contributions };
    return { event, caller: 1 };
  });
  return foldEvents(sent)[sumsAt];
}

const amounts = fc
  .oneof(
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    fc
      .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 0, max: 6 }))
      .map(([digits, places]) => Number(`${digits}e-${places}`)),
    fc.double({ min: 0, max: 2 ** 40, noNaN: true }).map((value) => Number(value.toFixed(4))),
  )
  .filter((value) => "amount" in exactAmount(value));

test("what a flush adds up is exact, however large and however fractional", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  fc.assert(
    fc.property(fc.array(amounts, { minLength: 1, maxLength: 60 }), (values) => {
      const [sum] = folded(values) as string[];
      expect(millionthsOf(sum ?? "")).toBe(values.reduce((total, value) => total + millionthsOf(String(value)), 0n));
    }),
    { seed, numRuns: 300 },
  );
});

test("each minute is a cell of its own, and an event without a value counts as one", () => {
  expect(folded([null, null, 2.5], (index) => (index === 1 ? 60_000 : 59_999))).toEqual(["3.500000", "1.000000"]);
});

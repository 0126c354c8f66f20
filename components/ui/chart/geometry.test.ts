import fc from "fast-check";
import { expect, test } from "vitest";
import { centreOf, gatherFlags, indexAt, limitPath, linePath, spread, valueScale } from "./geometry.ts";
import { toRows } from "./model.ts";

const DAY = 86_400_000;
const area = { x: 50, y: 20, width: 400, height: 100 };
const day = (number: number) => new Date(Date.UTC(2026, 10, number)).toISOString();
const points = (values: (number | null)[]) =>
  values.map((value, index) => ({ start: day(index + 1), end: day(index + 2), value }));

test("a line is broken where nothing is known, and zero is not a gap", () => {
  expect(linePath([1, 0, null, 2, 2], 2, { ...area, x: 0, width: 50 })).toBe("M5,70L15,120M35,20L45,20");
});

test("a limit is a step at the moment it changed, and stops where it is lifted", () => {
  const rows = toRows([{ name: "all", points: points([1, 1, 1, 1]) }]);
  const steps = [
    { at: day(1), value: 5 },
    { at: day(2), value: 10 },
    { at: new Date(Date.parse(day(3)) + DAY / 2).toISOString(), value: null },
  ];
  expect(limitPath(rows, { steps }, 10, area)).toBe("M50,70H150V20H300");
});

test("a limit far above what was used does not flatten the picture", () => {
  const limit = { steps: [{ at: day(1), value: 1_000_000 }] };
  expect(valueScale(toRows([{ name: "all", points: points([10, 20]) }], limit), true, undefined).top).toBeLessThan(50);
  const near = { steps: [{ at: day(1), value: 60 }] };
  expect(valueScale(toRows([{ name: "all", points: points([10, 20]) }], near), true, undefined).top).toBe(60);
});

test("the scale covers what was before and what is expected", () => {
  const rows = toRows([{ name: "all", points: points([1]).map((point) => ({ ...point, previous: 70 })) }]);
  expect(valueScale(rows, false, undefined).top).toBeGreaterThanOrEqual(70);
  const forecast = { method: "", band: [{ low: 1, mid: 2, high: 5 }] };
  expect(valueScale(toRows([{ name: "all", points: points([1]) }]), false, forecast).top).toBeGreaterThanOrEqual(5);
});

test("the pointer finds the bucket under it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(999), (count, at) => {
      const index = at % count;
      expect(indexAt(centreOf(index, count, area), count, area)).toBe(index);
    }),
    { seed: 20_261_122 },
  );
  expect([indexAt(-99, 5, area), indexAt(9_999, 5, area)]).toEqual([0, 4]);
});

test("flags too near for each other stand together, and those outside the picture are left out", () => {
  const rows = toRows([{ name: "all", points: points([1, 1, 1, 1]) }]);
  const flag = (at: string) => ({ at, label: at, href: "/" });
  const near = new Date(Date.parse(day(2)) + 60_000).toISOString();
  const gathered = gatherFlags([flag(day(4)), flag(near), flag(day(2)), flag(day(20))], rows, area);
  expect(gathered.map(({ flags }) => flags.map(({ at }) => at))).toEqual([[day(2), near], [day(4)]]);
});

test("labels at line ends do not cover each other or the limit's", () => {
  const places = spread([50, 52, null, 53], [60]);
  const shown = places.filter((place) => place !== null);
  expect(places[2]).toBeNull();
  for (const a of shown)
    for (const b of [...shown.filter((each) => each !== a), 60]) expect(Math.abs(a - b)).toBeGreaterThanOrEqual(16);
});

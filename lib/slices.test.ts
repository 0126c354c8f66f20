import { expect, test } from "vitest";
import { inSlices } from "./slices.ts";

const many = 100;

test("pieces are done in the order in which they came", async () => {
  const done: string[] = [];
  const pieces = (name: string) => Array.from({ length: many }, (_, at) => () => void done.push(`${name} ${at}`));
  await Promise.all([inSlices(pieces("a")), inSlices([]), inSlices(pieces("b"))]);
  const expected = ["a", "b"].flatMap((name) => Array.from({ length: many }, (_, at) => `${name} ${at}`));
  expect(done).toEqual(expected);
});

test("what takes long, by itself or by what follows from it, leaves the event loop its turns in between", async () => {
  let turns = 0;
  let over = false;
  const count = () => {
    turns++;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const seen = new Map<number, number>();
  const work = () => {
    seen.set(turns, (seen.get(turns) ?? 0) + 1);
    queueMicrotask(() => {
      for (const until = performance.now() + 1; performance.now() < until; );
    });
  };
  const pieces = Array.from({ length: many }, () => work);
  await Promise.all([inSlices(pieces), inSlices(pieces)]);
  over = true;
  expect([...seen.values()].reduce((sum, each) => sum + each)).toBe(2 * many);
  // Eight before the time is looked at, and as many more in a turn in which the clock had not moved.
  expect(Math.max(...seen.values())).toBeLessThan(many / 4);
});

test("what is given while others are done has its turn, too", async () => {
  const done: number[] = [];
  await inSlices([() => done.push(1), () => void inSlices([() => done.push(3)]), () => done.push(2)]);
  await inSlices([() => done.push(4)]);
  expect(done).toEqual([1, 2, 3, 4]);
});

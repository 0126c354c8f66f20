import { expect, test } from "vitest";
import { fairQueue } from "./fair-queue.ts";

/** A lane that always has more to do, until `turns` in all were given. */
function flood(queue: ReturnType<typeof fairQueue>, lane: string, cost: number, served: string[], until: number): void {
  queue.join(lane, async () => {
    served.push(lane);
    await new Promise((resolve) => setImmediate(resolve));
    if (served.length < until) flood(queue, lane, cost, served, until);
    return cost;
  });
}

const pause = (turns: number) =>
  Array.from({ length: turns }).reduce<Promise<void>>(
    (before) => before.then(() => new Promise((resolve) => setImmediate(resolve))),
    Promise.resolve(),
  );

test("lanes that always wait get the same share by cost", async () => {
  const queue = fairQueue(1, 0);
  const served: string[] = [];
  flood(queue, "dear", 30, served, 400);
  flood(queue, "cheap", 10, served, 400);
  await pause(2_000);
  const dear = served.filter((lane) => lane === "dear").length;
  expect(dear).toBeGreaterThan(95);
  expect(dear).toBeLessThan(105);
});

test("a lane that seldom asks waits for no more than the turn under way", async () => {
  const queue = fairQueue(1, 500);
  const served: string[] = [];
  for (let lane = 0; lane < 16; lane++) flood(queue, `heavy ${lane}`, 500, served, 1_000);
  for (let asked = 0; asked < 20; asked++) {
    await pause(50);
    const before = served.length;
    await new Promise<void>((resolve) =>
      queue.join("light", async () => {
        served.push("light");
        resolve();
        return 1;
      }),
    );
    expect(served.indexOf("light", before) - before).toBeLessThanOrEqual(1);
  }
});

test("a lane has one turn at a time, and those that had their share leave the last slot free", async () => {
  const queue = fairQueue(3, 400);
  const running: string[] = [];
  const most = new Map<string, number>();
  let together = 0;
  const work = (lane: string, left: number) =>
    queue.join(lane, async () => {
      running.push(lane);
      most.set(lane, Math.max(most.get(lane) ?? 0, running.filter((each) => each === lane).length));
      // At first all have a credit, which they use up.
      if (left < 10) together = Math.max(together, running.length);
      await pause(3);
      running.splice(running.indexOf(lane), 1);
      if (left > 0) work(lane, left - 1);
      return 100;
    });
  for (const lane of ["a", "b", "c", "d"]) work(lane, 20);
  await pause(600);
  expect([...most.values()]).toEqual([1, 1, 1, 1]);
  expect(together).toBe(2);
  expect(running).toEqual([]);
});

test("lanes that wait share a slot, and one that had far less than they goes without them", async () => {
  const queue = fairQueue(2, 500, 8);
  const groups = new Map<object, string[]>();
  const heard = (together: object, lane: string) => {
    const group = groups.get(together);
    if (group) group.push(lane);
    else groups.set(together, [lane]);
  };
  const work = (lane: string, left: number) =>
    queue.join(lane, async (together) => {
      heard(together, lane);
      await pause(3);
      if (left > 0) work(lane, left - 1);
      return 100;
    });
  for (let lane = 0; lane < 8; lane++) work(`heavy ${lane}`, 100);
  await pause(200);
  queue.join("light", async (together) => {
    heard(together, "light");
    return 1;
  });
  await pause(50);
  const sizes = [...groups.values()].map((group) => group.length);
  expect(Math.max(...sizes)).toBe(8);
  expect([...groups.values()].find((group) => group.includes("light"))).toEqual(["light"]);
});

test("turns that take very long do not keep the slots from others", async () => {
  const queue = fairQueue(2, 100);
  const ends: (() => void)[] = [];
  const stuck = (lane: string) =>
    new Promise<void>((begun) =>
      queue.join(lane, () => {
        begun();
        return new Promise((resolve) => ends.push(() => resolve(1)));
      }),
    );
  await Promise.all([stuck("one"), stuck("another")]);
  const served = await new Promise((resolve) => {
    queue.join("other", async () => {
      resolve("served");
      return 1;
    });
  });
  expect(served).toBe("served");
  for (const end of ends) end();
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fairQueue } from "./fair-queue.ts";

// What is late is late by this clock, however slow the machine.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

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
      // At first all have a credit, which they do not use up at the same moment.
      if (left < 10) together = Math.max(together, running.length);
      await pause(3);
      running.splice(running.indexOf(lane), 1);
      if (left > 0) work(lane, left - 1);
      return 100;
    });
  for (const lane of ["a", "b", "c", "d"]) work(lane, 60);
  await pause(1_000);
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
  let served = false;
  queue.join("other", async () => {
    served = true;
    return 1;
  });
  await pause(5);
  expect(served).toBe(false);
  vi.advanceTimersByTime(100);
  await pause(5);
  expect(served).toBe(true);
  for (const end of ends) end();
});

test("a lane that asks far more than the others waits until they have caught up, and makes none of them light", async () => {
  const queue = fairQueue(2, 500, 8);
  const groups: { together: object; lanes: string[] }[] = [];
  const heard = (together: object, lane: string) => {
    const group = groups.find((each) => each.together === together);
    if (group) group.lanes.push(lane);
    else groups.push({ together, lanes: [lane] });
  };
  const spent = new Map<string, number>();
  let done = false;
  const work = (lane: string, cost: number) =>
    queue.join(lane, async (together) => {
      heard(together, lane);
      spent.set(lane, (spent.get(lane) ?? 0) + cost);
      await pause(2);
      if (!done) work(lane, cost);
      return cost;
    });
  for (let lane = 0; lane < 6; lane++) work(`heavy ${lane}`, 60);
  work("flood", 400);
  await pause(300);
  for (let asked = 0; asked < 30; asked++) {
    await pause(7);
    queue.join("light", async (together) => {
      heard(together, "light");
      return 1;
    });
  }
  done = true;
  await pause(20);
  const withLight = groups.filter(({ lanes }) => lanes.includes("light"));
  expect(withLight.map(({ lanes }) => lanes)).toEqual(withLight.map(() => ["light"]));
  expect(withLight).toHaveLength(30);
  const share = (spent.get("flood") ?? 0) / (spent.get("heavy 1") ?? 0);
  expect(share).toBeGreaterThan(0.8);
  expect(share).toBeLessThan(1.3);
});

test("while light lanes come, the others take one slot one by one, and all but the last when none comes any more", async () => {
  const queue = fairQueue(3, 100, 8);
  let running = 0;
  let most = 0;
  const work = (lane: string) =>
    queue.join(lane, async () => {
      most = Math.max(most, ++running);
      await pause(2);
      running--;
      if (!done) work(lane);
      return 50;
    });
  let done = false;
  for (let lane = 0; lane < 16; lane++) work(`heavy ${lane}`);
  const light = () =>
    new Promise<void>((resolve) =>
      queue.join("light", async () => {
        resolve();
        return 1;
      }),
    );
  // Until the others have used up the credit that all have at first.
  await pause(100);
  await light();
  await pause(20);
  most = 0;
  for (let asked = 0; asked < 20; asked++) {
    await light();
    await pause(5);
  }
  expect(most).toBe(1);
  await expect.poll(() => most, { timeout: 10_000 }).toBeGreaterThan(8);
  done = true;
  await expect.poll(() => running, { timeout: 10_000 }).toBe(0);
});

test("those that had their share wait for a light lane under way, but not as long as it takes", async () => {
  const queue = fairQueue(3, 100, 8);
  let turnsOfLoop = 0;
  let done = false;
  const count = () => {
    turnsOfLoop++;
    if (!done) setImmediate(count);
  };
  count();
  // How many turns of the event loop each of its turns waited.
  let waits: number[] = [];
  let endedAt = 0;
  const work = () =>
    queue.join("heavy", async () => {
      waits.push(turnsOfLoop - endedAt);
      await pause(1);
      endedAt = turnsOfLoop;
      if (!done) work();
      return 50;
    });
  work();
  await expect.poll(() => waits.length, { timeout: 10_000 }).toBeGreaterThan(20);
  expect(Math.max(...waits)).toBeLessThan(5);
  let finish = () => {};
  const begun = new Promise<void>((resolve) => {
    queue.join("light", () => {
      resolve();
      return new Promise((end) => {
        finish = () => end(1);
      });
    });
  });
  await begun;
  waits = [];
  await expect.poll(() => waits.length, { timeout: 10_000 }).toBeGreaterThan(8);
  expect(Math.max(...waits)).toBeGreaterThan(5);
  finish();
  done = true;
});

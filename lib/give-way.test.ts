import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginQuick, endQuick, givesWay } from "./give-way.ts";

// What waits too long does so by this clock, however slow the machine.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("others wait while something quick is under way, and go on once after the last of it", async () => {
  const again = vi.fn<() => void>();
  expect(givesWay(again, 0)).toBe(false);
  beginQuick(0);
  beginQuick(1);
  expect(givesWay(again, 2)).toBe(true);
  expect(givesWay(again, 3)).toBe(true);
  endQuick();
  await turn();
  expect(again).not.toHaveBeenCalled();
  endQuick();
  expect(givesWay(again, 4)).toBe(false);
  await turn();
  expect(again).toHaveBeenCalledTimes(1);
});

test("nobody waits for long, however much that is quick follows upon itself", async () => {
  const again = vi.fn<() => void>();
  beginQuick(0);
  expect(givesWay(again, 1)).toBe(true);
  beginQuick(6);
  endQuick();
  vi.advanceTimersByTime(8);
  await turn();
  expect(again).toHaveBeenCalledTimes(1);
  expect(givesWay(again, 9)).toBe(false);
  endQuick();
});

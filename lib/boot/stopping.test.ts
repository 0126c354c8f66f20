import { afterAll, beforeAll, expect, test } from "vitest";
import { Service } from "../test/service.ts";
import { total } from "../test/usage.ts";

const product = new Service();
beforeAll(() => product.prepare());
afterAll(() => product.close());

test("SIGTERM with full queues: what was taken is answered and counted, nothing else is, and the exit is 0", async () => {
  const served = await product.start();
  const { answers, refused } = await product.whileCountersAreLocked(async () => {
    const calls = Array.from({ length: 600 }, () => product.consume().catch(() => null));
    // Answered in the order of arrival, but for the calls that wait.
    for (let n = 0; n < 20; n++) await fetch(`${served.url}/healthz`);
    for (let signals = 0; signals < 3; signals++) served.process.kill("SIGTERM");
    const refused = await untilRefused(served.url);
    served.process.kill("SIGINT");
    return { answers: calls, refused };
  });
  expect(refused).toBe(true);
  const taken = (await Promise.all(answers)).filter((answer) => answer !== null);
  expect(taken.length).toBeGreaterThan(100);
  expect(taken.every((answer) => answer.status === 200)).toBe(true);
  expect(await served.end()).toBe(0);
  expect(product.tenant && (await total(product.tenant, "calls"))).toBe(taken.length);
});

test("a reader of the output that hangs, or goes away, holds up nothing", async () => {
  const served = await product.start();
  served.process.stdout?.pause();
  served.process.stderr?.destroy();
  const answers = await Promise.all(Array.from({ length: 200 }, () => product.consume()));
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  served.process.stdout?.destroy();
  expect(await served.end()).toBe(0);
});

async function untilRefused(url: string): Promise<boolean> {
  for (;;) {
    const taken = await fetch(`${url}/healthz`).catch(() => null);
    if (taken === null) return true;
  }
}

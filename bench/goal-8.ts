import { setTimeout as sleep } from "node:timers/promises";
import { compare, type Goal, median, percentile, rounds } from "./measure.ts";
import { type Consumer, consumers, fillTenants } from "./tenants.ts";

const heavy = 16;
const callersOfHeavy = 64;
const callersOfFlood = 50 * callersOfHeavy;
// Long enough that 99 of 100 is not the slowest of all.
const milliseconds = 3_000;

/** Goal 8: how long one tenant's calls take, alone and beside 16 tenants that never rest and one with fifty times as many callers. */
export async function noisyNeighbours(): Promise<Goal> {
  const [victim, flood, ...others] = await consumers((await fillTenants(1_000)).slice(0, heavy + 2));
  if (!victim || !flood) throw new Error("there are no tenants");
  const shares: number[] = [];
  const rates: number[] = [];
  const beside = async (ms: number) => {
    const stop = new AbortController();
    const loads = others.map((each) => load(each, callersOfHeavy, stop.signal));
    const flooding = load(flood, callersOfFlood, stop.signal);
    await sleep(100);
    const p99 = await p99Of(victim, ms);
    stop.abort();
    const done = await Promise.all(loads);
    const share = (await flooding) / (done.reduce((sum, each) => sum + each, 0) / done.length);
    shares.push(share);
    rates.push((done.reduce((sum, each) => sum + each, 0) / ms) * 1000);
    return p99;
  };
  const results = await compare(
    [
      { name: "p99 beside 16 heavy tenants and a flood", perSecond: beside },
      { name: "p99 alone", perSecond: (ms) => p99Of(victim, ms) },
    ],
    rounds,
    milliseconds,
  );
  const share = median(shares).toFixed(2);
  const rate = Math.round(median(rates)).toLocaleString("en");
  return {
    goal: 8,
    measure: `a victim's call in process; the heavy ones had ${rate} answers a second, the flood ${share} times as many as one of them`,
    first: "2x",
    aim: "1.2x",
    unit: "ms",
    results,
  };
}

/** A call every few milliseconds; what 99 of 100 took at most. */
async function p99Of(consume: Consumer, milliseconds: number): Promise<number> {
  const took: number[] = [];
  const ends = performance.now() + milliseconds;
  while (performance.now() < ends) {
    const began = performance.now();
    await consume();
    took.push(performance.now() - began);
    await sleep(2);
  }
  return percentile(took, 99);
}

/** Callers that ask again as soon as they are answered, and in a moment when they are refused; answers how often they were answered. */
async function load(consume: Consumer, callers: number, stop: AbortSignal): Promise<number> {
  let answered = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (!stop.aborted) {
        try {
          await consume();
          answered++;
        } catch {
          // Not all at the same moment, which would hold up the process that they share with the victim.
          await sleep(50 + 100 * Math.random());
        }
      }
    }),
  );
  return answered;
}

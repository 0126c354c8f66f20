import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** One way to do something: does it for about so many milliseconds and answers how often a second it did. */
export type Way = { name: string; perSecond(milliseconds: number): Promise<number> };

/** `unit` says what the results are: so many a second, how long it took, how many answers were lost, or how far a page moved. */
export type Goal = {
  goal: number;
  measure: string;
  first: string;
  aim: string;
  unit?: "/s" | "ms" | "lost" | "shift";
  results: Compared[];
  /** What should stand beside and is not on this machine. */
  notFound?: string[];
};

/** How often the ways of a goal are measured in turn. */
export const rounds = 5;

export type Compared = {
  name: string;
  median: number;
  ratio: number | null;
  spread: [number, number] | null;
  /** Where it is another than the goal's. */
  unit?: Goal["unit"];
};

// So long a server may put in order what a way left behind, before the next one begins.
const restMilliseconds = 200;

/**
 * Runs all ways in turn (A B C A B C …) and compares the first with each of the others: the median of the rounds' ratios, their
 * spread, and each way's own median. Each way has run for a whole round before any is measured, and begins after the same rest
 * with a collected heap, so that none pays for what another left behind.
 */
export async function compare(ways: Way[], rounds: number, milliseconds: number): Promise<Compared[]> {
  for (const way of ways) await way.perSecond(milliseconds);
  const measured = ways.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, way] of ways.entries()) {
      await sleep(restMilliseconds);
      collectGarbage();
      measured[at]?.push(await way.perSecond(milliseconds));
    }
  }
  const [own = []] = measured;
  return ways.map(({ name }, at) => {
    const rates = measured[at] ?? [];
    const ratios = own.map((rate, round) => rate / (rates[round] ?? Number.NaN)).toSorted((a, b) => a - b);
    const spread: [number, number] = [ratios[0] ?? 0, ratios.at(-1) ?? 0];
    return { name, median: median(rates), ratio: at === 0 ? null : median(ratios), spread: at === 0 ? null : spread };
  });
}

/** Frees what nobody in this process holds any more. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/** Lets `callers` do something again and again at the same time; answers how often a second. */
export async function together(callers: number, milliseconds: number, once: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - began < milliseconds) {
        await once();
        done++;
      }
    }),
  );
  return (done / (performance.now() - began)) * 1000;
}

/** The nearest-rank percentile. */
export function percentile(numbers: readonly number[], at: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * at) / 100) - 1)] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

import { type Compared, collectGarbage, compare, type Goal, median, percentile, rounds, together } from "./measure.ts";
import { type Consumer, consumers, fillTenants } from "./tenants.ts";

const few = 1_000;
const many = 100_000;
const callers = 8;
const atOnce = 1_024;
const milliseconds = 1_500;

/** Also of goal 9: 1,024 callers, on one tenant and spread over 1,000. */
export async function thousandAtOnce(): Promise<Goal> {
  const every = await consumers(await fillTenants(few));
  const [hot] = every;
  if (!hot) throw new Error("there are no tenants");
  const calls = (of: (caller: number) => Consumer) => (ms: number) => {
    let caller = 0;
    const next = () => of(caller++ % atOnce)();
    return together(atOnce, ms, next);
  };
  return {
    goal: 9,
    measure: `${atOnce} callers in process, each answer durable`,
    first: "0.33x",
    aim: "0.5x",
    results: await compare(
      [
        { name: "spread over 1,000 tenants", perSecond: calls((caller) => every[caller % few] ?? hot) },
        { name: "all of one tenant", perSecond: calls(() => hot) },
      ],
      rounds,
      milliseconds,
    ),
  };
}

/** Goal 9: what a call takes and an idle tenant weighs where the tables hold 1,000 tenants, and 100,000. */
export async function manyTenants(): Promise<Goal> {
  const before = await latencies(few);
  const after = await latencies(many);
  const of = (name: string, at: number): Compared[] => {
    const [lots, little] = [after, before].map((each) => each.map((round) => percentile(round, at)));
    const ratios = (lots ?? []).map((took, round) => took / (little?.[round] ?? Number.NaN)).toSorted((a, b) => a - b);
    const spread: [number, number] = [ratios[0] ?? 0, ratios.at(-1) ?? 0];
    return [
      { name: `${name} among 100,000 tenants`, median: median(lots ?? []), ratio: null, spread: null },
      { name: `${name} among 1,000`, median: median(little ?? []), ratio: median(ratios), spread },
    ];
  };
  return {
    goal: 9,
    measure: `a call of any of the tenants, 8 at once, in process; ${await bytesOfIdle()} bytes of heap an idle tenant`,
    first: "1.3x",
    aim: "1.10x, 1,000 bytes",
    unit: "ms",
    results: [...of("p99", 99), ...of("p50", 50)],
  };
}

async function latencies(tenants: number): Promise<number[][]> {
  const every = await consumers(await fillTenants(tenants));
  const measured: number[][] = [];
  await round(every, milliseconds / 3);
  for (let n = 0; n < rounds; n++) measured.push(await round(every, milliseconds));
  return measured;
}

async function round(every: readonly Consumer[], milliseconds: number): Promise<number[]> {
  const took: number[] = [];
  const ends = performance.now() + milliseconds;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < ends) {
        const began = performance.now();
        await every[Math.floor(Math.random() * every.length)]?.();
        took.push(performance.now() - began);
      }
    }),
  );
  return took;
}

/** What the process keeps of a tenant that called once and calls no more. */
async function bytesOfIdle(): Promise<number> {
  const heap = () => {
    for (let i = 0; i < 3; i++) collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const every = (await consumers(await fillTenants(few * 5))).slice(0, few * 4);
  const calling = async (some: readonly Consumer[]) => {
    for (let from = 0; from < some.length; from += 64)
      await Promise.all(some.slice(from, from + 64).map((consume) => consume()));
  };
  await calling(every.slice(0, few));
  const before = heap();
  const idle = every.slice(few);
  await calling(idle);
  return Math.max(0, Math.round((heap() - before) / idle.length));
}

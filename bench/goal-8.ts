import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { compare, type Goal, median, percentile, rounds } from "./measure.ts";
import type { Bare } from "./neighbours/bare.ts";
import type { Asked, Neighbours } from "./neighbours/load.ts";
import { type Consumer, consumerKey, consumers, fillTenants } from "./tenants.ts";

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

/**
 * The same over HTTP: the product in one process, the neighbours' connections in another, the victim's in this one. Refused or not,
 * they ask again at once.
 */
export async function noisyNeighboursOverHttp(url: string): Promise<Goal> {
  const keys: string[] = [];
  for (const tenant of (await fillTenants(1_000)).slice(0, heavy + 2)) keys.push(await consumerKey(tenant));
  const [own = "", ...others] = keys;
  const victim = caller(url, own);
  const asked: { rate: number; share: number; refused: number }[] = [];
  const beside = async (ms: number) => {
    const { p99, told, seconds } = await besideNeighbours(url, ms);
    const [flood, ...rest] = told;
    const answered = rest.reduce((sum, each) => sum + each.answered, 0);
    const share = (flood?.answered ?? 0) / (answered / rest.length);
    asked.push({ rate: answered / seconds, share, refused: (flood?.refused ?? 0) / seconds });
    return p99;
  };
  const besideNeighbours = async (at: string, ms: number) => {
    const of = others.map((key, place) => ({ key, connections: place === 0 ? callersOfFlood : callersOfHeavy }));
    const neighbours = fork(new URL("./neighbours/load.ts", import.meta.url), {
      execArgv: ["--disable-warning=TimeoutNegativeWarning"],
    });
    await once(neighbours, "message");
    neighbours.send({ url: at, of } satisfies Neighbours);
    await once(neighbours, "message");
    const began = performance.now();
    await sleep(1_000);
    const p99 = await p99Of(victim, ms);
    neighbours.send("stop");
    const told: Asked[] = await once(neighbours, "message");
    return { p99, told: told[0] ?? [], seconds: (performance.now() - began) / 1_000 };
  };
  // What the machine alone costs that all share: the neighbours ask about as often, but not the product.
  const besideBare = async (ms: number) => {
    const { rate = 1, share = 0, refused = 1 } = asked.at(-1) ?? {};
    const floodRate = refused + (share * rate) / heavy;
    const bare = fork(new URL("./neighbours/bare.ts", import.meta.url));
    await once(bare, "message");
    const milliseconds = (1_000 * heavy * callersOfHeavy) / rate;
    const refusedMilliseconds = (1_000 * callersOfFlood) / floodRate;
    bare.send({ refused: others[0] ?? "", refusedMilliseconds, milliseconds } satisfies Bare);
    const [port]: unknown[] = await once(bare, "message");
    const { p99 } = await besideNeighbours(`http://127.0.0.1:${String(port)}`, ms);
    bare.disconnect();
    return p99;
  };
  const results = await compare(
    [
      { name: "p99 beside 16 heavy tenants and a flood", perSecond: beside },
      { name: "p99 alone", perSecond: (ms) => p99Of(victim, ms) },
      { name: "p99 while bare node:http has as many such calls", perSecond: besideBare },
    ],
    rounds,
    milliseconds,
  );
  const of = (pick: (each: (typeof asked)[number]) => number) => median(asked.map(pick));
  const [rate, refused] = [of((each) => each.rate), of((each) => each.refused)].map((each) =>
    Math.round(each).toLocaleString("en"),
  );
  return {
    goal: 8,
    measure: `the same over HTTP; the heavy ones had ${rate} answers a second, the flood ${of((each) => each.share).toFixed(2)} times as many as one of them and ${refused} refusals a second`,
    first: "2x",
    aim: "1.2x",
    unit: "ms",
    results,
  };
}

/** One call of a tenant; where it is refused it is made again, which counts as time that it took. */
function caller(url: string, key: string): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = JSON.stringify({ meter: "calls", amount: 1 });
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  const status = () =>
    new Promise<number | undefined>((done, fail) => {
      const heard = (response: IncomingMessage) => response.resume().once("end", () => done(response.statusCode));
      request(`${url}/api/v1/consume`, { agent, method: "POST", headers }, heard).once("error", fail).end(body);
    });
  return async () => {
    for (let last = await status(); last !== 200; last = await status()) {
      if (last !== 503) throw new Error(`the victim was refused with ${last}`);
    }
  };
}

/** A call every few milliseconds; what 99 of 100 took at most. */
async function p99Of(consume: () => Promise<unknown>, milliseconds: number): Promise<number> {
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

import { load } from "./load.ts";
import { compare, type Goal, rounds, type Way } from "./measure.ts";
import { type Bench, startBare } from "./product.ts";

/** Goal 1: who a key is and which tenant a host belongs to, over HTTP. */
export async function identities(url: string, { key, platformKey }: Bench): Promise<Goal> {
  const bare = await startBare();
  const get = (path: string, bearer: string) =>
    load({ url: url + path, headers: { authorization: `Bearer ${bearer}` } }, 64);
  const bareWay: Way = { name: "bare node:http", perSecond: load({ url: bare.url }, 64) };
  try {
    const me = await compare([{ name: "GET /me", perSecond: get("/api/v1/me", key) }, bareWay], rounds, 1_500);
    const resolve = await compare(
      [{ name: "GET /resolve", perSecond: get("/api/v1/resolve?host=bench.localhost", platformKey) }, bareWay],
      rounds,
      1_500,
    );
    return {
      goal: 1,
      measure: "resolve a tenant by key or host, HTTP, 64 connections",
      first: "0.75x",
      aim: "0.95x",
      results: [...me, ...resolve],
    };
  } finally {
    await bare.stop();
  }
}

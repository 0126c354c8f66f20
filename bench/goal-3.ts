import { load } from "./load.ts";
import { compare, type Goal, rounds, type Way } from "./measure.ts";
import type { Bench } from "./product.ts";

/** Goal 3: the hot key over HTTP. */
export async function hotKeyOverHttp(url: string, { key }: Bench): Promise<Goal> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ meter: "calls", amount: 1 });
  const ways: Way[] = [
    { name: "POST /consume", perSecond: load({ url: `${url}/api/v1/consume`, method: "POST", headers, body }, 256) },
    { name: "GET /me", perSecond: load({ url: `${url}/api/v1/me`, headers }, 256) },
  ];
  return {
    goal: 3,
    measure: "the same over HTTP, 256 connections",
    first: "0.5x",
    aim: "0.85x",
    results: await compare(ways, rounds, 2_000),
  };
}

import { startEmptyApp } from "./empty-app.ts";
import { load } from "./load.ts";
import { compare, type Goal, rounds } from "./measure.ts";
import { signInStaff } from "./visitor.ts";

/** Goal 10: the overview of the platform as a signed-in member of staff gets it, beside a page that shows nothing. */
export async function overviewPage(url: string): Promise<Goal> {
  const cookie = await signInStaff(url);
  const empty = await startEmptyApp(Number(new URL(url).port) + 1);
  const text = await (await fetch(`${url}/platform`, { headers: { cookie }, redirect: "manual" })).text();
  if (!text.includes("Platform overview")) throw new Error("the overview is not what was answered");
  try {
    return {
      goal: 10,
      measure: "overview page, 8 connections, signed in",
      first: "0.5x",
      aim: "0.8x",
      results: await compare(
        [
          { name: "the platform's overview", perSecond: load({ url: `${url}/platform`, headers: { cookie } }, 8) },
          { name: "an empty dynamic page of the same Next.js", perSecond: load({ url: empty.url }, 8) },
        ],
        rounds,
        3_000,
      ),
    };
  } finally {
    await empty.stop();
  }
}

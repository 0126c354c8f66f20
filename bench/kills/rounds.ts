import { setTimeout as sleep } from "node:timers/promises";
import { stock } from "./calls.ts";
import { Installation, type Victim } from "./installation.ts";
import { Load, type Made } from "./load.ts";
import { Random } from "./random.ts";

export type Verdict = {
  seed: number;
  kills: Record<Victim, number>;
  /** Parts of calls (a batch has several) that were answered. */
  answered: number;
  /** Answered, and not in the database. */
  lost: string[];
  /** Counted more than once, or with another amount. */
  miscounted: string[];
  /** Answers that no fault excuses. */
  wrong: string[];
  drift: number;
};

const victims: Victim[] = ["app", "database", "both"];

/**
 * Kills the product under load, again and again, at moments that the seed gives; lets its callers repeat what was not
 * answered, and compares what they were told with what the database holds.
 */
export async function killRounds(
  installation: Installation,
  kills: number,
  seed: number,
  only: readonly Victim[] = victims,
  told: (line: string) => void = () => {},
): Promise<Verdict> {
  const random = new Random(seed);
  const verdict: Verdict = {
    seed,
    kills: { app: 0, database: 0, both: 0 },
    answered: 0,
    lost: [],
    miscounted: [],
    wrong: [],
    drift: 0,
  };
  const { url, prepared } = installation;
  const before = new Load(url, prepared.key, seed, 0);
  await before.carry(stock());
  await before.finish();
  for (let round = 0; round < kills; round++) {
    const victim = only[round % only.length] ?? "both";
    const load = new Load(url, prepared.key, seed + round);
    await sleep(100 + random.below(500));
    const answers = load.answers;
    await installation.kill(victim);
    await sleep(100);
    await load.finish();
    verdict.kills[victim]++;
    verdict.answered += load.answers;
    verdict.wrong.push(...load.wrong);
    judge(load.made, await installation.counted(), verdict);
    told(`kill ${round + 1} (${victim}): ${answers} answers before it, ${load.answers} with those after`);
  }
  verdict.drift = await installation.drift();
  return verdict;
}

function judge(made: Made[], counted: Map<string, { amount: number; times: number }>, verdict: Verdict): void {
  for (const { call, answered } of made) {
    for (const { id, amount, times } of call.counts) {
      const found = counted.get(id);
      if (!found) {
        if (answered) verdict.lost.push(id);
      } else if (found.amount !== amount || found.times !== times) {
        verdict.miscounted.push(`${id}: ${found.amount} in ${found.times} instead of ${amount} in ${times}`);
      }
    }
  }
}

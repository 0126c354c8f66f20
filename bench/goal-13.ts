import { Installation } from "./kills/installation.ts";
import { killRounds } from "./kills/rounds.ts";
import type { Goal } from "./measure.ts";

/** Goal 13: kill -9 of app, database and both under load; then the same beside a database that answers before it has written. */
export async function kills(number: number, seed: number, say: (line: string) => void): Promise<Goal> {
  const installation = await Installation.make();
  try {
    const real = await killRounds(installation, number, seed, ["app", "database", "both"], say);
    await installation.answerBeforeWriting();
    const control = await killRounds(installation, Math.min(number, 5), seed + number, ["database"], say);
    for (const line of [...real.lost, ...real.miscounted, ...real.wrong]) say(`  ${line}`);
    if (real.wrong.length > 0 || real.miscounted.length > 0 || real.drift > 0)
      throw new Error(
        `After ${number} kills with seed ${seed}: ${real.miscounted.length} miscounted, ${real.wrong.length} wrong answers, drift ${real.drift}`,
      );
    const row = (name: string, { answered, lost, kills: { app, database, both } }: typeof real) => ({
      name: `${name}: of ${answered} over ${app + database + both} kills`,
      median: lost.length,
      ratio: null,
      spread: null,
    });
    return {
      goal: 13,
      measure: `answered writes lost over kill -9 of app, database and both, seed ${seed}; none counted twice, drift 0`,
      first: "0 of 30 kills",
      aim: "0 of 300 kills",
      unit: "lost",
      results: [row("as it is", real), row("synchronous_commit=off", control)],
    };
  } finally {
    await installation.close();
  }
}

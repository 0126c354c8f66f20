import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { withDatabase } from "../lib/boot/start.ts";
import { usageDrift } from "../lib/domain/usage/drift.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { speakOnStandardError } from "../lib/log.ts";
import { events, type Goal, hotKey, hotKeyOverHttp, identities } from "./goals.ts";
import { prepare, startProduct } from "./product.ts";

// Prints the tables as text, or with --json as one document, which is kept under bench/results in any case.
const asJson = process.argv.includes("--json");
speakOnStandardError();
const say = (line: string) => process.stderr.write(`${line}\n`);

await withDatabase(async () => {
  const bench = await prepare();
  const goals: Goal[] = [];
  const done = (goal: Goal) => {
    goals.push(goal);
    say(table(goal));
  };
  say("Measuring for about two minutes; what else this machine does shows in the spread.\n");
  done(await hotKey(bench));
  const product = await startProduct();
  try {
    done(await identities(product.url, bench));
    done(await hotKeyOverHttp(product.url, bench));
    done(await events(product.url, bench));
  } finally {
    await product.stop();
  }
  const { drift, buckets, counters } = await usageDrift((work) => enterAsOperator(bench.tenant, work));
  say(`Drift between what was counted and the ${buckets} rollups and ${counters} counters: ${drift}`);
  const report = { at: new Date().toISOString(), cores: cpus().length, node: process.versions.node, drift, goals };
  const folder = join(rootFolder, "bench/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "latest.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (asJson) process.stdout.write(`${JSON.stringify(report)}\n`);
});

function table({ goal, measure, first, aim, results }: Goal): string {
  const lines = results.map(({ name, median, ratio, spread }) => {
    const beside =
      ratio === null || !spread ? "" : `${ratio.toFixed(2)}x  (${spread[0].toFixed(2)}–${spread[1].toFixed(2)})`;
    return `  ${name.padEnd(58)} ${Math.round(median).toLocaleString("en").padStart(10)}/s  ${beside}`;
  });
  return `Goal ${goal}: ${measure} (first bar ${first}, goal ${aim})\n${lines.join("\n")}\n`;
}

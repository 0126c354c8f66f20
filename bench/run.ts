import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { withDatabase } from "../lib/boot/start.ts";
import { usageDrift } from "../lib/domain/usage/drift.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { speakOnStandardError } from "../lib/log.ts";
import { identities } from "./goal-1.ts";
import { hotKey } from "./goal-2.ts";
import { hotKeyOverHttp } from "./goal-3.ts";
import { events } from "./goal-4.ts";
import type { Goal } from "./measure.ts";
import { type Bench, prepare, startProduct } from "./product.ts";

/** The goals by their numbers: those measured in this process, then those measured on a product of its own. */
const inProcess: Record<number, (bench: Bench) => Promise<Goal>> = { 2: hotKey };
const overHttp: Record<number, (url: string, bench: Bench) => Promise<Goal>> = {
  1: identities,
  3: hotKeyOverHttp,
  4: events,
};

// Prints the tables as text, or with --json as one document, which is kept under bench/results in any case.
// `--only 2,8` measures those goals alone.
const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } });
const only = values.only?.split(",").map(Number);
const asked = <T>(goals: Record<number, T>) =>
  Object.entries(goals).flatMap(([goal, measure]) => (!only || only.includes(Number(goal)) ? [measure] : []));
speakOnStandardError();
const say = (line: string) => process.stderr.write(`${line}\n`);

await withDatabase(async () => {
  const bench = await prepare();
  const goals: Goal[] = [];
  const done = (goal: Goal) => {
    goals.push(goal);
    say(table(goal));
  };
  say("Measuring for a few minutes; what else this machine does shows in the spread.\n");
  for (const measure of asked(inProcess)) done(await measure(bench));
  const remote = asked(overHttp);
  if (remote.length > 0) {
    const product = await startProduct();
    try {
      for (const measure of remote) done(await measure(product.url, bench));
    } finally {
      await product.stop();
    }
  }
  const { drift, buckets, counters } = await usageDrift((work) => enterAsOperator(bench.tenant, work));
  say(`Drift between what was counted and the ${buckets} rollups and ${counters} counters: ${drift}`);
  const report = { at: new Date().toISOString(), cores: cpus().length, node: process.versions.node, drift, goals };
  const folder = join(rootFolder, "bench/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "latest.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
});

function table({ goal, measure, first, aim, unit = "/s", results }: Goal): string {
  const shown = (value: number) => (unit === "ms" ? value.toFixed(2) : Math.round(value).toLocaleString("en"));
  const lines = results.map(({ name, median, ratio, spread }) => {
    const beside =
      ratio === null || !spread ? "" : `${ratio.toFixed(2)}x  (${spread[0].toFixed(2)}–${spread[1].toFixed(2)})`;
    return `  ${name.padEnd(58)} ${shown(median).padStart(10)} ${unit}  ${beside}`;
  });
  return `Goal ${goal}: ${measure} (first bar ${first}, goal ${aim})\n${lines.join("\n")}\n`;
}

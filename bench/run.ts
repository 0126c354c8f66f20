import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild } from "../lib/boot/build.ts";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { withDatabase } from "../lib/boot/start.ts";
import { usageDrift } from "../lib/domain/usage/drift.ts";
import { settings } from "../lib/env.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { speakOnStandardError } from "../lib/log.ts";
import { identities } from "./goal-1.ts";
import { hotKey } from "./goal-2.ts";
import { hotKeyOverHttp } from "./goal-3.ts";
import { events } from "./goal-4.ts";
import { pointRead } from "./goal-5.ts";
import { pageRead } from "./goal-6.ts";
import { noisyNeighbours, noisyNeighboursOverHttp } from "./goal-8.ts";
import { manyTenants, thousandAtOnce } from "./goal-9.ts";
import { overviewPage } from "./goal-10.ts";
import { pagesInChromium } from "./goal-12.ts";
import { kills } from "./goal-13.ts";
import { revocations } from "./goal-14.ts";
import { keptDecisions } from "./kept.ts";
import type { Goal } from "./measure.ts";
import { type Bench, prepare, startProduct } from "./product.ts";

// Prints the tables as text, or with --json as one document, which is kept under bench/results in any case.
const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    list: { type: "boolean" },
    only: { type: "string" },
    kills: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

/** What is measured, in this order: in this process (`here`), on a product of its own (`http` its API, `pages` the console, too), or on what it starts by itself (`apart`). */
type Listed = { goal: number; about: string } & (
  | { here: (bench: Bench) => Promise<Goal> }
  | { http: (url: string, bench: Bench) => Promise<Goal> }
  | { pages: (url: string, bench: Bench) => Promise<Goal> }
  | { apart: () => Promise<Goal> }
);
const listed: Listed[] = [
  { goal: 2, about: "quotas decided and counted on one hot key", here: hotKey },
  { goal: 2, about: "what keeping denials, warnings and sampled allows costs", here: keptDecisions },
  { goal: 8, about: "a victim's calls beside heavy tenants and a flood", here: noisyNeighbours },
  { goal: 9, about: "calls of 1,000 tenants at once", here: thousandAtOnce },
  { goal: 9, about: "calls and memory with 100,000 tenants", here: manyTenants },
  { goal: 1, about: "who a key or host is, over HTTP", http: identities },
  { goal: 8, about: "the same over HTTP", http: noisyNeighboursOverHttp },
  { goal: 3, about: "quotas over HTTP", http: hotKeyOverHttp },
  { goal: 4, about: "events over HTTP", http: events },
  { goal: 5, about: "row-level security on a point read", here: pointRead },
  { goal: 6, about: "what a page reads of one tenant", here: pageRead },
  { goal: 10, about: "the overview page", pages: overviewPage },
  { goal: 12, about: "pages in a slow Chromium", pages: pagesInChromium },
  { goal: 14, about: "revocations until they are seen in four processes", here: revocations },
  {
    goal: 13,
    about: "answers that outlive kills (--kills 30, --seed)",
    apart: () => kills(Number(values.kills), Number(values.seed), say),
  },
];

speakOnStandardError();
const say = (line: string) => process.stderr.write(`${line}\n`);

if (values.list) {
  for (const { goal, about } of listed.toSorted((a, b) => a.goal - b.goal))
    process.stdout.write(`${String(goal).padStart(2)}  ${about}\n`);
  process.exit();
}

const only = values.only?.split(",").map(Number);
const asked = listed.filter(({ goal }) => only?.includes(goal) ?? true);

await withDatabase(async () => {
  const bench = await prepare();
  const goals: Goal[] = [];
  const done = (goal: Goal) => {
    goals.push(goal);
    say(table(goal));
  };
  say("Measuring for some minutes; what else this machine does shows in the spread.\n");
  for (const each of asked) if ("here" in each) done(await each.here(bench));
  if (asked.some((each) => "http" in each)) {
    const product = await startProduct();
    try {
      for (const each of asked) if ("http" in each) done(await each.http(product.url, bench));
    } finally {
      await product.stop();
    }
  }
  if (asked.some((each) => "pages" in each)) {
    say("Building what is served, where the sources changed…");
    (await ensureBuild()).release();
    const product = await startProduct({ port: settings().port, pages: true });
    try {
      for (const each of asked) if ("pages" in each) done(await each.pages(product.url, bench));
    } finally {
      await product.stop();
    }
  }
  for (const each of asked) if ("apart" in each) done(await each.apart());
  const { drift, buckets, counters } = await usageDrift((work) => enterAsOperator(bench.tenant, work));
  say(`Drift between what was counted and the ${buckets} rollups and ${counters} counters: ${drift}`);
  const report = { at: new Date().toISOString(), cores: cpus().length, node: process.versions.node, drift, goals };
  const folder = join(rootFolder, "bench/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "latest.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
});

function table({ goal, measure, first, aim, unit = "/s", results, notFound = [] }: Goal): string {
  const lines = results.map(({ name, median, ratio, spread, unit: own = unit }) => {
    const shown = (value: number) =>
      own === "ms" ? value.toFixed(2) : own === "shift" ? value.toFixed(4) : Math.round(value).toLocaleString("en");
    const range =
      spread && `(${(ratio === null ? spread.map(shown) : spread.map((each) => each.toFixed(2))).join("–")})`;
    const beside = [ratio === null ? "" : `${ratio.toFixed(2)}x `, range ?? ""].join(" ");
    return `  ${name.padEnd(58)} ${shown(median).padStart(10)} ${own}  ${beside}`.trimEnd();
  });
  for (const name of notFound) lines.push(`  ${name.padEnd(58)}  not found`);
  return `Goal ${goal}: ${measure} (first bar ${first}, goal ${aim})\n${lines.join("\n")}\n`;
}

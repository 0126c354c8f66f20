import { browserTests } from "./test/browser.ts";
import { Tally } from "./test/tally.ts";
import { tool } from "./test/tool.ts";
import { unitTests } from "./test/unit.ts";

const quick = process.argv.includes("--quick");
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());

// Each step runs whatever became of those before it; the database client was generated before this file was loaded.
const tally = new Tally(stopping.signal);
await tally.check("Format", () => tool("@biomejs/biome/bin/biome", ["ci", "--reporter=summary", "."], stopping.signal));
await tally.check("Lint", () => tool("oxlint/bin/oxlint", ["--type-aware", "--format=unix"], stopping.signal));
await tally.check("Types", () => tool("typescript/bin/tsc", ["--noEmit", "-p", "."], stopping.signal));
await tally.check("Unused code", () => tool("knip/bin/knip.js", ["--no-progress"], stopping.signal));
await tally.tests(
  "Arrows and doors",
  () => unitTests(["lib/arrows.test.ts", "lib/doors.test.ts"], stopping.signal),
  quick,
);
await tally.tests("Unit and integration tests", () => unitTests([], stopping.signal), !quick);
await tally.tests("Browser tests", () => browserTests(stopping.signal), !quick);
tally.end();

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemPrograms } from "../../lib/test/cluster.ts";
import { type Outcome, say } from "./tally.ts";
import { tool } from "./tool.ts";

type Report = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
};

/** Runs vitest: on the embedded PostgreSQL 18 always, on 15 where its programs are found. */
export async function unitTests(files: string[], stop: AbortSignal): Promise<Outcome> {
  if (files.length === 0)
    say(
      `On the embedded PostgreSQL 18${systemPrograms(15) ? ` and on PostgreSQL 15 (${systemPrograms(15)})` : "; no programs of PostgreSQL 15 are found here"}.`,
    );
  const folder = mkdtempSync(join(tmpdir(), "tenantry-report-"));
  const file = join(folder, "report.json");
  try {
    const args = ["run", "--max-workers=2", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const project = files.length === 0 ? [] : ["--project", "no database"];
    const ended = await tool("vitest/vitest.mjs", [...args, ...project, ...files], stop);
    return outcomeOf(file, ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outcomeOf(file: string, ended: boolean): Outcome {
  const report: Report = JSON.parse(readFileSync(file, "utf8"));
  // A skipped test proves nothing, and a file that cannot be loaded has no tests to fail.
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: failed === 0 && !(ended && report.success) ? 1 : failed };
}

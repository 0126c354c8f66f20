import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../env.ts";
import { say, step } from "../log.ts";
import { schemaHash, workFile } from "./build-folder.ts";
import { fileLock } from "./file-lock.ts";
import { readIfThere } from "./home.ts";
import { rootFolder } from "./root-folder.ts";
import { runTool } from "./run-tool.ts";

/** Generates Prisma's client where the schema changed since the last time; starters take turns. */
export async function ensureGenerated(stop?: AbortSignal): Promise<void> {
  if (isCurrent()) return;
  const turn = await fileLock(
    workFile("generate.lock"),
    "exclusive",
    () => say("Another start generates the database client; waiting for it…"),
    stop,
  );
  try {
    if (!isCurrent()) await step("Generating the database client", "Generated", () => generate(stop));
  } finally {
    turn.release();
  }
}

function isCurrent(): boolean {
  return readIfThere(stamp()) === schemaHash();
}

function stamp(): string {
  return join(rootFolder, "generated/schema-hash");
}

async function generate(stop?: AbortSignal): Promise<void> {
  const hash = schemaHash();
  rmSync(stamp(), { force: true });
  // Prisma wants an engine binary that `generate` never runs; naming one that exists spares the download.
  const variables = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const { failed, output } = await runTool(
    ["node_modules/prisma/build/index.js", "generate", "--schema", "prisma/schema"],
    variables,
    stop,
  );
  if (failed) throw new StartError(`${output.trim()}\nGenerating the database client failed: Prisma said the above`);
  writeFileSync(stamp(), hash);
}

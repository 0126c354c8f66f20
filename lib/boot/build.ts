import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../env.ts";
import { say, step } from "../log.ts";
import { sourceHash, workFile } from "./build-folder.ts";
import { type FileLock, fileLock, tryFileLock } from "./file-lock.ts";
import { readIfThere } from "./home.ts";
import { rootFolder } from "./root-folder.ts";
import { runTool } from "./run-tool.ts";

/** A build that is being served: `id` names it, and until `release` nobody builds in its place. */
export type ServedBuild = { id: string; release(): void };

/** Builds where the sources changed, and holds the build for serving. Starters take turns; none builds under one that serves. */
export async function ensureBuild(stop?: AbortSignal): Promise<ServedBuild> {
  const turn = await fileLock(
    workFile("build.lock"),
    "exclusive",
    () => say("Another start is building; waiting for it…"),
    stop,
  );
  try {
    const id = sourceHash();
    if (builtId() !== id) await rebuild(id, stop);
    return serveBuild(id);
  } finally {
    turn.release();
  }
}

/** Holds the build that is there, whatever the sources have become since. */
export async function presentBuild(): Promise<ServedBuild> {
  const turn = await fileLock(workFile("build.lock"), "exclusive", () =>
    say("Another start is building; waiting for it…"),
  );
  try {
    const id = builtId();
    if (id) return serveBuild(id);
    throw new StartError("There is no build to serve: run npm start once, or serve with --api-only");
  } finally {
    turn.release();
  }
}

async function rebuild(id: string, stop?: AbortSignal): Promise<void> {
  const alone = tryFileLock(workFile("serving.lock"), "exclusive");
  if (!alone) {
    throw new StartError(
      `The sources changed, and a running Tenantry (pid ${servingPids().join(", ")}) serves the present build from this folder: stop it first`,
    );
  }
  try {
    await step("Building", "Built", () => build(id, stop));
  } finally {
    alone.release();
  }
}

async function build(id: string, stop?: AbortSignal): Promise<void> {
  rmSync(stampFile(), { force: true });
  const { failed, output } = await runTool(["node_modules/next/dist/bin/next", "build"], buildVariables(id), stop);
  if (failed) throw new StartError(`${output.trim()}\nThe build failed: Next.js said the above`);
  writeFileSync(stampFile(), id);
}

// The key hides values bound in actions' closures from the browser. We bind none that are secret, and a key of
// the sources lets every process of one version read what another rendered.
function buildVariables(id: string): Record<string, string> {
  const key = createHash("sha256").update(`server actions ${id}`).digest("base64");
  return { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key, NEXT_DEPLOYMENT_ID: id, NEXT_TELEMETRY_DISABLED: "1" };
}

function builtId(): string | null {
  return readIfThere(stampFile());
}

function stampFile(): string {
  return join(rootFolder, ".next/tenantry-build-id");
}

function serveBuild(id: string): ServedBuild {
  const lock = sharedWherePossible();
  const file = join(servingFolder(), String(process.pid));
  try {
    writeFileSync(file, "");
  } catch {
    // Only a message names the pids.
  }
  return {
    id,
    release() {
      rmSync(file, { force: true });
      lock?.release();
    },
  };
}

// A read-only folder can be served from, and needs no guard: nobody can build there.
function sharedWherePossible(): FileLock | null {
  try {
    return tryFileLock(workFile("serving.lock"), "shared");
  } catch {
    return null;
  }
}

function servingFolder(): string {
  const folder = workFile("serving");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function servingPids(): string[] {
  return readdirSync(servingFolder()).filter((pid) => {
    try {
      return process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  });
}

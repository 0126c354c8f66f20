import { spawn } from "node:child_process";
import { bareEnvironment } from "../env.ts";
import { rootFolder } from "./root-folder.ts";

/** Runs a package's program under this Node, without our secrets, and keeps its output for the case that it fails. */
export function runTool(
  args: string[],
  variables: Record<string, string>,
  stop?: AbortSignal,
): Promise<{ failed: boolean; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: rootFolder,
    env: bareEnvironment(variables),
    stdio: ["ignore", "pipe", "pipe"],
    signal: stop,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ failed: code !== 0, output }));
  });
}

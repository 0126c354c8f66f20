import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

type Environment = Record<string, string | undefined>;

/** Runs a package's program under this Node with its output to ours; true when it ended well. */
export function tool(program: string, args: string[], stop: AbortSignal, more: Environment = {}): Promise<boolean> {
  return run(process.execPath, [join(root, "node_modules", program), ...args], stop, more);
}

/** Runs a program with its output to ours; true when it ended well. */
export function run(program: string, args: string[], stop: AbortSignal, more: Environment = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return resolve(false);
    const env = { ...process.env, ...more };
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env,
      signal: stop,
      killSignal: "SIGTERM",
    });
    child.on("error", (error) => (stop.aborted ? resolve(false) : reject(error)));
    child.on("close", (code) => resolve(code === 0));
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { rootFolder } from "../boot/root-folder.ts";
import { bareEnvironment } from "../env.ts";

export type Served = {
  url: string;
  process: ChildProcess;
  /** All that it wrote, on both streams. */
  output(): string;
  /** Sends a signal and answers the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
};

/** The product in a process of its own, `serve --api-only`, ready to answer. */
export async function startServed(
  port: number,
  variables: Record<string, string>,
  flags: string[] = [],
): Promise<Served> {
  const child = spawn(process.execPath, [...flags, "bin/tenantry.ts", "serve", "--api-only"], {
    cwd: rootFolder,
    env: bareEnvironment({ TENANTRY_DEMO: "0", HOST: "127.0.0.1", PORT: String(port), ...variables }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-100_000);
    });
  }
  const served: Served = {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    end: (signal = "SIGTERM") => end(child, signal),
  };
  await untilReady(served);
  return served;
}

/** Waits until the process says that database and migrations are ready. */
export async function untilReady({ url, process: child, output }: Served): Promise<void> {
  for (let tries = 0; !(await isReady(url)); tries++) {
    if (tries > 1_200 || hasEnded(child)) throw new Error(`the product does not serve: ${output()}`);
    await sleep(25);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  if (!hasEnded(child)) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
  return child.exitCode ?? child.signalCode;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}

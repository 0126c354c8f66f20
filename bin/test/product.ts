import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { say } from "./tally.ts";
import { root } from "./tool.ts";

/** The product as `npm start` runs it, on a free port and in a home of its own. */
export class Product {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
    this.#ended = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  }

  /** Resolves when it has said that it is ready. */
  static async start(home: string, demoPassword: string, stop: AbortSignal): Promise<Product> {
    const port = await freePort();
    const { DATABASE_URL: _, TENANTRY_URL: __, TENANTRY_SECRET: ___, ...inherited } = process.env;
    const env = {
      ...inherited,
      PORT: String(port),
      TENANTRY_HOME: home,
      TENANTRY_DEMO: "1",
      TENANTRY_DEMO_PASSWORD: demoPassword,
    };
    const child = spawn(process.execPath, [join(root, "bin/start.js")], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env,
    });
    const product = new Product(`http://localhost:${port}`, child);
    stop.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
    await product.#ready();
    return product;
  }

  /** Ends it as an operator would; its exit code. */
  stop(): Promise<number | null> {
    this.#process.kill("SIGTERM");
    return this.#ended;
  }

  async #ready(): Promise<void> {
    const output = this.#process.stdout;
    if (!output) throw new Error("The product has no output");
    const ready = new Promise<void>((resolve) => {
      createInterface(output).on("line", (line) => {
        // Log lines are JSON; the rest is for people.
        if (!line.startsWith("{") || line.includes('"level":50')) say(`  ${line}`);
        if (line.startsWith("Tenantry is ready at ")) resolve();
      });
    });
    const gone = this.#ended.then((code) =>
      Promise.reject(new Error(`The product ended with ${code} before it was ready`)),
    );
    await Promise.race([ready, gone]);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

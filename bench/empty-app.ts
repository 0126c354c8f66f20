import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { bareEnvironment } from "../lib/env.ts";
import { type Served, stop, untilAnswered } from "./product.ts";

const layout = `import { createElement } from "react";
export default function Layout({ children }) {
  return createElement("html", null, createElement("body", null, children));
}
`;
const page = `import { headers } from "next/headers";
import { createElement } from "react";
export default async function Page() {
  await headers();
  return createElement("main", null, "Nothing");
}
`;
const server = `import { createServer } from "node:http";
import next from "next";
const app = next({ dir: process.argv[2], dev: false });
await app.prepare();
const handle = app.getRequestHandler();
createServer((request, response) => handle(request, response)).listen(Number(process.argv[3]), "127.0.0.1");
`;

/**
 * An application of the same Next.js, built for production, with one page that is made anew for each request and shows a word.
 * No part of the product: it is written, built and served for a comparison, behind a bare `node:http`.
 */
export async function startEmptyApp(port: number): Promise<Served> {
  const folder = join(rootFolder, "bench/results/empty-app");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "app"), { recursive: true });
  const files = { "app/layout.js": layout, "app/page.js": page, "server.mjs": server, "package.json": "{}" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { ...bareEnvironment({}), NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const run = (...args: string[]) => spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  const [code] = await once(run(join(rootFolder, "node_modules/next/dist/bin/next"), "build", folder), "exit");
  if (code !== 0) throw new Error("the empty application cannot be built");
  const child = run("server.mjs", folder, String(port));
  const url = `http://127.0.0.1:${port}`;
  await untilAnswered(url, child);
  return { url, stop: () => stop(child) };
}

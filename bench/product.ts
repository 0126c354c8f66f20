import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { createKey } from "../lib/domain/keys/commands.ts";
import { createMeter } from "../lib/domain/meters/commands.ts";
import { ensurePlans } from "../lib/domain/plans/commands.ts";
import { setQuota } from "../lib/domain/quotas/commands.ts";
import { createTenant } from "../lib/domain/tenants/commands.ts";
import { CreateTenant } from "../lib/domain/tenants/model.ts";
import { bareEnvironment, settings } from "../lib/env.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import type { TenantOfScope } from "../lib/gate/scope.ts";
import { v7 } from "../lib/id.ts";

export type Bench = { tenant: TenantOfScope; key: string; platformKey: string };

/** What is measured with: a tenant with a limited meter, its key, and one of the platform. */
export async function prepare(): Promise<Bench> {
  const [plan] = await enterAsOperator("platform", ensurePlans);
  const tenant = { id: v7(), slug: "bench", name: "Bench" };
  const input = CreateTenant.parse({
    slug: tenant.slug,
    name: tenant.name,
    plan: plan?.slug,
    ownerEmail: "owner@bench.invalid",
  });
  await enterAsOperator(tenant, (scope) => createTenant(scope, input));
  await enterAsOperator("platform", (scope) =>
    createMeter(scope, { slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" }),
  );
  await enterAsOperator(tenant, (scope) =>
    setQuota(scope, { meter: "calls", period: "month", limit: 1e12, mode: "hard" }),
  );
  const keyOf = (of: TenantOfScope | "platform", scopes: string[]) =>
    enterAsOperator(of, (scope) => createKey(scope, { name: "bench", scopes, expiresInDays: null }));
  const { key } = await keyOf(tenant, ["quota:read", "quota:consume", "usage:write"]);
  const { key: platformKey } = await keyOf("platform", ["tenants:read"]);
  return { tenant, key, platformKey };
}

export type Served = { url: string; stop(): Promise<void> };
type Start = { port: number; through?: string; loaded?: string; pages?: boolean };

/**
 * The product in a process of its own, on this bench's home or through another way to its database, serving the API alone or
 * with `pages` the build that is there, too. A file that is `loaded` first may change what it is, for a control.
 */
export async function startProduct(
  { port, through, loaded, pages }: Start = { port: settings().port },
): Promise<Served> {
  const { home, secret } = settings();
  const variables = {
    TENANTRY_HOME: home,
    TENANTRY_DEMO: "0",
    HOST: "127.0.0.1",
    PORT: String(port),
    ...(through ? { DATABASE_URL: through, TENANTRY_SECRET: secret } : {}),
  };
  // The heap as a start by hand would have it, which this process was given, too.
  const heap = process.execArgv.filter((flag) => flag.startsWith("--max-semi-space-size"));
  const flags = loaded ? ["--import", pathToFileURL(loaded).href] : [];
  const parts = pages ? [] : ["--api-only"];
  const server = spawn(process.execPath, [...heap, ...flags, "bin/tenantry.ts", "serve", ...parts], {
    cwd: rootFolder,
    env: bareEnvironment(variables),
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswered(`${url}/readyz`, server);
  return { url, stop: () => stop(server) };
}

/** Waits for a server to answer well. */
export async function untilAnswered(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; !(await isOk(url)); tries++) {
    if (tries > 600 || server.exitCode !== null) throw new Error(`${url} does not answer`);
    await sleep(100);
  }
}

/** Bare `node:http` that answers a few bytes of JSON: what the API is measured beside. */
export async function startBare(): Promise<Served> {
  const program = `require("node:http").createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"status":"ok","of":"a body as long as that of the key, near enough to two hundred bytes, so that the two write the same"}');
  }).listen(0, "127.0.0.1", function () { process.send(this.address().port); })`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const port = await new Promise((resolve) => child.once("message", resolve));
  return { url: `http://127.0.0.1:${String(port)}`, stop: () => stop(child) };
}

async function isOk(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

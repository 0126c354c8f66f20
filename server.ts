import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { answer, answerUnavailable } from "./lib/boot/answer.ts";
import { gatherWrites } from "./lib/boot/gather-writes.ts";
import { identifyRequest, leaveUnread, vouchForOrigin } from "./lib/boot/inbound.ts";
import { pendingMigrations } from "./lib/boot/migrate.ts";
import { guardPage, isFile } from "./lib/boot/page-policy.ts";
import { PageQueue } from "./lib/boot/page-queue.ts";
import { keepPruning } from "./lib/boot/pruning.ts";
import { rootFolder } from "./lib/boot/root-folder.ts";
import { type Booted, type BootOptions, boot, type Welcome } from "./lib/boot/start.ts";
import { keepTearingDown } from "./lib/boot/teardowns.ts";
import { keepDays } from "./lib/boot/usage-days.ts";
import { keepUsage } from "./lib/boot/usage-upkeep.ts";
import { poolStates, runEngine } from "./lib/db.ts";
import { type Environment, prepareNextEnvironment, type Settings, StartError } from "./lib/env.ts";
import { writeKeyUses } from "./lib/gate/key-uses.ts";
import { log, say } from "./lib/log.ts";

const drainSeconds = 10;

/** Boots, serves until the first SIGINT or SIGTERM, drains, and ends the process. */
export async function serve(options: BootOptions): Promise<never> {
  const stopping = stopSignal();
  const front = new Front();
  const closers = new AsyncDisposableStack();
  let code = 0;
  try {
    const booted = await boot(options, closers, stopping, (env) => front.listen(env));
    closers.defer(() => writeKeyUses());
    await front.open(booted, options);
    closers.use(keepUsage(runEngine, told("the upkeep of usage failed and is tried again")));
    closers.use(keepTearingDown(runEngine, told("a step of a tear-down failed; it is tried again")));
    closers.use(keepPruning(runEngine, told("what is kept for a time only could not be taken away")));
    closers.use(keepDays(runEngine, told("the days of usage could not be summed up; it is tried again")));
    sayReady(booted.settings, booted.welcome);
    await aborted(stopping);
  } catch (error) {
    if (!stopping.aborted) code = explain(error);
  }
  if (stopping.aborted) say("Stopping…");
  await front.close(options.console === "dev" ? 0 : drainSeconds);
  await closers.disposeAsync().catch((error: unknown) => {
    code = explain(error);
  });
  process.exit(code);
}

/** The one HTTP server of the process: the API in front, Next behind it, and 503 for both until the boot is done. */
class Front {
  #server: Server = createServer(slowClients, (request, response) => this.#handle(request, response));
  #handle: RequestListener = answerStarting;
  #draining = false;
  #readAll = () => {};
  #turnAway = () => {};

  /** Takes the port at once, so that a taken one is known before anything slow begins. */
  listen(env: Environment): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) => reject(portError(error, env)));
      this.#server.listen({ port: env.port, host: env.host ?? undefined }, () => resolve());
    });
  }

  async open({ settings, buildId }: Booted, options: BootOptions): Promise<void> {
    const { createApi } = await import("./lib/api/app.ts");
    const { answerRemembered } = await import("./lib/api/remembered.ts");
    const { answerQuotaCall, readAllQuotaCalls } = await import("./lib/api/quota-lane.ts");
    const { bodyBytesMax } = await import("./lib/api/body.ts");
    const { fetch } = createApi({ ready: () => this.#whyNotReady() });
    const api = getRequestListener(fetch, { autoCleanupIncoming: false });
    const pages = options.console === "none" ? answerNoConsole : await this.#startNext(settings, buildId);
    const rest: RequestListener = (request, response) => {
      const id = identifyRequest(request);
      const path = request.url ?? "/";
      if (isApi(path)) {
        leaveUnread(request, response, bodyBytesMax);
        return void api(request, response);
      }
      vouchForOrigin(request, settings);
      response.setHeader("x-request-id", id);
      guardPage(request, response, !settings.production);
      gatherWrites(response);
      pages(request, response);
    };
    this.#readAll = readAllQuotaCalls;
    this.#handle = (request, response) => {
      if (answerRemembered(request, response) || answerQuotaCall(request, response, rest)) return;
      rest(request, response);
    };
  }

  /** Takes nothing new, lets what is in flight finish, and cuts off what does not. */
  async close(seconds: number): Promise<void> {
    this.#draining = true;
    if (!this.#server.listening) return;
    // What was sent and left unread was taken, too: it is read in the turn after the next, and its connection no longer idle then.
    this.#readAll();
    await nextTurn();
    await nextTurn();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A kept-alive connection becomes idle only after its answer, so they are looked for again and again.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), 50);
    await Promise.race([closed, sleep(seconds * 1000)]);
    clearInterval(sweep);
    this.#turnAway();
    await nextTurn();
    this.#server.closeAllConnections();
    await closed;
  }

  async #startNext(settings: Settings, buildId: string | null): Promise<RequestListener> {
    prepareNextEnvironment(settings, buildId);
    const { default: next } = await import("next");
    const dev = !settings.production;
    const hostname = settings.host ?? "localhost";
    const app = next({ dev, dir: rootFolder, hostname, port: settings.port, httpServer: this.#server });
    await app.prepare();
    const handle = app.getRequestHandler();
    const serve = (request: IncomingMessage, response: ServerResponse) =>
      handle(request, response).catch((error: unknown) => {
        log().error({ err: error }, "a page failed");
        if (response.headersSent) response.destroy();
        else answer(response, 500, { title: "Something went wrong", code: "internal" });
      });
    const connections = poolStates().flatMap(({ name, most }) => (name === "engine" ? [] : [most]));
    const queue = new PageQueue(Math.min(...connections), serve, (request, response) =>
      answerUnavailable(request, response, "Too many pages are asked for at this moment", 5),
    );
    this.#turnAway = () => queue.close();
    return (request, response) => {
      if (isFile(request.url ?? "/", dev)) void serve(request, response);
      else queue.join(request, response);
    };
  }

  async #whyNotReady(): Promise<string | null> {
    if (this.#draining) return "stopping";
    try {
      // Kept under no name: two of its statements begin alike.
      const pending = await pendingMigrations((sql) => runEngine("", sql, []));
      return pending.length === 0 ? null : `migrations are missing: ${pending.join(", ")}`;
    } catch {
      return "the database cannot be reached";
    }
  }
}

// Slow clients may hold a connection, but neither for long nor with much.
const slowClients = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
};

function isApi(path: string): boolean {
  const end = path.indexOf("?");
  const plain = end === -1 ? path : path.slice(0, end);
  return (
    plain === "/api/v1" ||
    plain.startsWith("/api/v1/") ||
    plain === "/healthz" ||
    plain === "/readyz" ||
    plain === "/metrics"
  );
}

const answerStarting: RequestListener = (request, response) => {
  if (request.url === "/healthz") answer(response, 200, { status: "ok" });
  else answerUnavailable(request, response, "Tenantry is starting", 2);
};

const answerNoConsole: RequestListener = (_request, response) => {
  answer(response, 404, { title: "Not found", code: "not_found", detail: "This process serves the HTTP API alone" });
};

function told(what: string): (error: unknown) => void {
  return (error) => log().error({ err: error }, what);
}

// The first signal begins the drain; a group's signal arrives several times, and the rest must not cut it short.
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("disconnect", stop);
  process.channel?.unref();
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function portError(error: Error, env: Environment): Error {
  const reason = "code" in error ? error.code : "";
  if (reason === "EADDRINUSE")
    return new StartError(
      `PORT ${env.port} is taken: stop what listens there, or start with another, for example PORT=${env.port + 1}`,
    );
  if (reason === "EACCES")
    return new StartError(
      `PORT ${env.port} may not be opened by this user: start with one above 1023, for example PORT=3000`,
    );
  return new StartError(
    `HOST ${env.host} and PORT ${env.port} cannot be listened on (${error.message}), for example HOST=127.0.0.1`,
  );
}

function explain(error: unknown): number {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
  else log().fatal({ err: error }, "Tenantry could not start");
  return 1;
}

function sayReady(settings: Settings, welcome: Welcome): void {
  say(`Tenantry is ready at ${settings.url.origin}`);
  if (welcome && "setupUrl" in welcome) say(`Make the first administrator at ${welcome.setupUrl}`);
  if (welcome && "people" in welcome) {
    say(`Sign in with the password ${welcome.password} as`);
    for (const { email, role } of welcome.people) say(`  ${email.padEnd(28)} ${role}`);
  }
}

if (import.meta.main)
  await serve({ console: process.argv.includes("--dev") ? "dev" : "build", claimHome: true, seed: true });

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { bareEnvironment, StartError } from "../env.ts";
import { log } from "../log.ts";
import { type FileLock, fileLock, tryFileLock } from "./file-lock.ts";
import { type Home, keepInHome, readIfThere, reason } from "./home.ts";
import { type Place, postgresPlace } from "./postgres-place.ts";

export type OwnerDatabase = { url: string; embedded: boolean; close(): Promise<void> };

/**
 * The home's own PostgreSQL: made at its first use, adopted where it runs already, started again where it dies, and
 * stopped by whichever of the processes that use it closes it last.
 */
export async function openEmbeddedPostgres(home: Home, onWait?: () => void): Promise<OwnerDatabase> {
  const turn = await fileLock(home.file("database.lock"), "exclusive", onWait);
  try {
    const place = postgresPlace(home);
    const password = keepInHome(home, "database-password", () => randomBytes(24).toString("base64url"));
    await initialise(place, password);
    const port = (await adopt(place, password)) ?? (await start(home, place));
    await ensureOwner(port, password);
    const use = await fileLock(home.file("database-users.lock"), "shared");
    const watch = keepRunning(home, place, password, port);
    const close = async () => {
      await watch.end();
      await leave(home, place, use);
    };
    return { url: connection("tenantry", port, password), embedded: true, close };
  } finally {
    turn.release();
  }
}

// Whoever runs a DATABASE_URL's server looks after it; after this one nobody but us would. Pools and other processes
// know its port, so it comes back at the same one.
function keepRunning(home: Home, place: Place, password: string, port: number): { end(): Promise<void> } {
  const ending = new AbortController();
  const watching = (async () => {
    while (!ending.signal.aborted) {
      await sleep(250, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      if (ending.signal.aborted || (await isRunning(place))) continue;
      await again(home, place, password, port, ending.signal).catch((error: unknown) =>
        log().error({ err: error }, "the embedded database died and could not be started again; trying on"),
      );
    }
  })();
  return {
    async end() {
      ending.abort();
      await watching;
    },
  };
}

async function again(home: Home, place: Place, password: string, port: number, stop: AbortSignal): Promise<void> {
  const turn = await fileLock(home.file("database.lock"), "exclusive", undefined, stop).catch(() => null);
  if (!turn) return;
  try {
    if ((await adopt(place, password)) !== null) return;
    log().warn("the embedded database died; starting it again");
    await start(home, place, port);
  } finally {
    turn.release();
  }
}

// Asked four times a second, so without a program where there is no /proc. A folder that was deleted is not missed.
async function isRunning(place: Place): Promise<boolean> {
  const pid = Number(readIfThere(join(place.data, "postmaster.pid"))?.split("\n")[0]);
  if (existsSync("/proc/self")) return (await isOurs(place, pid)) || !existsSync(place.data);
  try {
    return pid > 1 && process.kill(pid, 0);
  } catch (error) {
    return reason(error) === "EPERM" || !existsSync(place.data);
  }
}

async function initialise(place: Place, password: string): Promise<void> {
  if (existsSync(place.data)) {
    const version = readFileSync(join(place.data, "PG_VERSION"), "utf8").trim();
    if (version !== "18")
      throw new StartError(
        `The database in ${place.data} is of PostgreSQL ${version}, the embedded one is 18: dump it there and restore it here`,
      );
    return;
  }
  // A start that is killed half-way leaves a draft, never half a database.
  const draft = `${place.data}.draft`;
  const passwordFile = join(place.folder, "password.draft");
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFor(place, passwordFile, password);
  const options = [
    "-D",
    draft,
    "-U",
    "postgres",
    `--pwfile=${passwordFile}`,
    "-A",
    "scram-sha-256",
    "-E",
    "UTF8",
    "--no-instructions",
  ];
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const outcome = await run(place, "initdb", [...options, ...locale]);
  rmSync(passwordFile, { force: true });
  if (outcome.code !== 0)
    throw new StartError(`The embedded database could not be made in ${place.folder}: ${lastLine(outcome.output)}`);
  writeFor(place, join(draft, "postgresql.conf"), "include 'tenantry.conf'\n");
  renameSync(draft, place.data);
}

/** The port of the server that runs on our data already, as after a kill of everything but the database. */
async function adopt(place: Place, password: string): Promise<number | null> {
  const file = join(place.data, "postmaster.pid");
  const lines = readIfThere(file)?.split("\n");
  if (!lines) return null;
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(await isOurs(place, pid))) {
    // Another program got the pid after a crash; PostgreSQL would take it for a running server.
    rmSync(file, { force: true });
    return null;
  }
  for (let attempt = 0; attempt < 600; attempt++) {
    if (port > 0 && (await answers(port, password))) return port;
    if (!(await isOurs(place, pid))) return null;
    await sleep(100);
  }
  throw new StartError(`The embedded database (pid ${pid}) runs but does not answer: see ${join(place.data, "log")}`);
}

async function isOurs(place: Place, pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const linux = readIfThere(`/proc/${pid}/cmdline`);
  const command =
    linux ?? (existsSync("/proc/self") ? "" : await output("ps", ["-ww", "-o", "command=", "-p", String(pid)]));
  return command.includes("postgres") && command.includes(place.data);
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: connection("postgres", port, password),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** `fixed` is a port that others rely on; without it the one of the last start is taken where it is free. */
async function start(home: Home, place: Place, fixed?: number): Promise<number> {
  const startLog = join(place.folder, "start.log");
  let remembered = Number(readIfThere(home.file("database-port")));
  for (let attempt = 0; ; attempt++) {
    const port = fixed ?? (await freePort(remembered));
    writeFor(place, join(place.data, "tenantry.conf"), configuration(port));
    rmSync(startLog, { force: true });
    const outcome = await run(place, "pg_ctl", ["start", "-w", "-t", "120", "-D", place.data, "-l", startLog]);
    if (outcome.code === 0) {
      writeFileSync(home.file("database-port"), String(port), { mode: 0o600 });
      return port;
    }
    // A port taken meanwhile, or processes of a killed server that still hold its memory: both pass.
    if (attempt >= 20)
      throw new StartError(
        `The embedded database does not start: ${lastLine(readIfThere(startLog) ?? outcome.output)} (see ${startLog})`,
      );
    remembered = 0;
    await sleep(500);
  }
}

async function freePort(wanted: number): Promise<number> {
  const port = await new Promise<number | null>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(wanted || 0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
  return port ?? freePort(0);
}

function configuration(port: number): string {
  return `# Written at every start.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = '192MB'
maintenance_work_mem = '64MB'
random_page_cost = 1.1
jit = off
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = 'scram-sha-256'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
# A statement may hold what must not be in a log.
log_min_error_statement = panic
`;
}

// The product's owner is an ordinary role, as with a DATABASE_URL: nothing may rest on a superuser.
async function ensureOwner(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: connection("postgres", port, password, "postgres") });
  await client.connect();
  try {
    const { rows } = await client.query(
      "SELECT (SELECT count(*) FROM pg_roles WHERE rolname = 'tenantry') AS role, (SELECT count(*) FROM pg_database WHERE datname = 'tenantry') AS database",
    );
    if (rows[0].role === "0")
      await client.query(`CREATE ROLE tenantry LOGIN CREATEROLE CREATEDB PASSWORD ${client.escapeLiteral(password)}`);
    if (rows[0].database === "0") await client.query("CREATE DATABASE tenantry OWNER tenantry");
  } finally {
    await client.end();
  }
}

async function leave(home: Home, place: Place, use: FileLock): Promise<void> {
  const turn = await fileLock(home.file("database.lock"), "exclusive");
  use.release();
  const last = tryFileLock(home.file("database-users.lock"), "exclusive");
  try {
    if (last) await run(place, "pg_ctl", ["stop", "-m", "fast", "-w", "-t", "60", "-D", place.data]);
  } finally {
    last?.release();
    turn.release();
  }
}

function connection(user: string, port: number, password: string, database = "tenantry"): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${user === "postgres" ? "postgres" : database}`;
}

function writeFor(place: Place, path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (place.user) chownSync(path, place.user.uid, place.user.gid);
}

// In a session of its own, so that Ctrl-C at the terminal does not end the database before our drain has.
function run(place: Place, program: string, args: string[]): Promise<{ code: number; output: string }> {
  const options = {
    ...place.user,
    cwd: place.folder,
    detached: true,
    env: bareEnvironment({ LC_ALL: "C", HOME: place.folder }),
  };
  return new Promise((resolve) => {
    execFile(join(place.programs, program), args, options, (error, stdout, stderr) => {
      resolve({
        code: error ? (typeof error.code === "number" ? error.code : 1) : 0,
        output: `${stdout}${stderr}${error && !stderr ? error.message : ""}`,
      });
    });
  });
}

function output(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => execFile(program, args, (_error, stdout) => resolve(stdout)));
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

import { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import pg from "pg";
import { PrismaClient } from "#generated/prisma/client.ts";
import { type LoginRole, roleName, rolePassword } from "./db-roles.ts";
import { AppError } from "./errors.ts";
import { Packet } from "./packet.ts";
import { PeopleAdapter } from "./tenant-work.ts";

type Handles = {
  app: PrismaClient;
  /** The connections of `app`, for what speaks to the database without Prisma. */
  people: pg.Pool;
  staff: PrismaClient;
  /** The connections of `staff`. */
  readers: pg.Pool;
  engine: pg.Pool;
  ear: pg.ClientConfig;
  ears: Map<() => void, Heard>;
};

type Heard = (what: string) => void;

/** A connection that hears what commits announce. */
export type Ear = {
  /** Resolves, with the database's time in milliseconds, when everything announced before it was asked has been heard; rejects when that cannot be said. */
  beat(): Promise<number>;
  close(): void;
};

/** Where commits announce a tenant whose row or keys they changed. */
export const channel = "tenantry";

// Next bundles a copy of this module of its own; the handles are shared by all copies in the process.
const registry = globalThis as typeof globalThis & { tenantryDatabase?: Handles };

/** Opens one pool per role on the database the owner's URL names. Nothing connects as the owner from here on. */
export function openDatabase(ownerUrl: string, secret: string): void {
  if (registry.tenantryDatabase) return;
  const people = new pg.Pool(connection(ownerUrl, "app", secret, 12));
  const readers = new pg.Pool(connection(ownerUrl, "staff", secret, 6));
  registry.tenantryDatabase = {
    app: new PrismaClient({ adapter: new PeopleAdapter(people) }),
    people,
    staff: new PrismaClient({ adapter: new PeopleAdapter(readers) }),
    readers,
    engine: new pg.Pool(connection(ownerUrl, "engine", secret, 8)),
    ear: { ...connection(ownerUrl, "engine", secret, 1), application_name: "tenantry listener" },
    ears: new Map(),
  };
  for (const pool of [people, readers, registry.tenantryDatabase.engine]) pool.on("error", () => {});
}

/** Ends all pools after what is in flight. */
export async function closeDatabase(): Promise<void> {
  const open = registry.tenantryDatabase;
  delete registry.tenantryDatabase;
  if (!open) return;
  for (const close of open.ears.keys()) close();
  await Promise.all([open.app.$disconnect(), open.staff.$disconnect(), open.engine.end()]);
  await Promise.all([open.people.end(), open.readers.end()]);
}

/** How the pools of this process stand: connections in use, open and at most, and how many wait for one. */
export function poolStates(): { name: LoginRole; inUse: number; open: number; most: number; waiting: number }[] {
  const { people, readers, engine } = handles();
  const pools: [LoginRole, pg.Pool][] = [
    ["app", people],
    ["staff", readers],
    ["engine", engine],
  ];
  return pools.map(([name, pool]) => ({
    name,
    inUse: pool.totalCount - pool.idleCount,
    open: pool.totalCount,
    most: pool.options.max ?? 0,
    waiting: pool.waitingCount,
  }));
}

export function isDatabaseOpen(): boolean {
  return registry.tenantryDatabase !== undefined;
}

/** Runs a prepared statement of the HTTP API, under the role that may execute its functions and nothing else. */
export async function runEngine<Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
  waitMilliseconds?: number,
): Promise<Row[]> {
  const query = { name, text, values, ...(waitMilliseconds ? { query_timeout: waitMilliseconds } : {}) };
  const result = await reachable(handles().engine.query<Row>(query));
  return result.rows;
}

/** A statement that is prepared under its name. */
export type Prepared = { name: string; text: string };

/**
 * Runs what one statement is asked with the same `together` in the same tick in one transaction: one packet and one commit for all. Their first
 * values say whose locks they take, so they go in that order, which is the same in every process. When the database refuses the
 * whole because of one of them, each goes by itself. Where there is one, `ofMany` is run instead of several: it takes a list for
 * each value and answers one row for each of the asked.
 */
export function runEngineTogether<Row extends pg.QueryResultRow>(
  together: object,
  statement: Prepared,
  values: [string, ...unknown[]],
  ofMany?: Prepared,
): Promise<Row[]> {
  const statements = tick.get(together) ?? new Map<string, Asked[]>();
  tick.set(together, statements);
  const asked = statements.get(statement.name) ?? [];
  if (asked.length === 0) {
    statements.set(statement.name, asked);
    queueMicrotask(() => {
      statements.delete(statement.name);
      void sendTogether(asked, statement, ofMany);
    });
  }
  return new Promise((answer, fail) => {
    asked.push({ values, answer: answer as (rows: pg.QueryResultRow[]) => void, fail });
  });
}

type Asked = {
  values: [string, ...unknown[]];
  answer(rows: pg.QueryResultRow[]): void;
  fail(error: unknown): void;
};

const tick = new WeakMap<object, Map<string, Asked[]>>();

async function sendTogether(asked: Asked[], { name, text }: Prepared, ofMany?: Prepared): Promise<void> {
  const alone = ({ values, answer, fail }: Asked) => runEngine(name, text, values).then(answer, fail);
  const [first, second] = asked;
  if (first && !second) return alone(first);
  asked.sort((a, b) => (a.values[0] < b.values[0] ? -1 : 1));
  try {
    const lists = asked.map(({ values }) => values);
    const answers = ofMany ? await askOfMany(ofMany, lists) : await askInPacket({ name, text }, lists);
    // One in each turn of the event loop: what many do with their answers must hold up nobody else.
    for (const [at, { answer }] of asked.entries()) {
      answer(answers[at] ?? []);
      await setImmediate();
    }
  } catch (error) {
    // Refused, so that nothing of it has happened. What was never answered may have.
    const refused = error instanceof pg.DatabaseError && !/^(08|53|57|58)/.test(error.code ?? "");
    if (refused) await Promise.all(asked.map(alone));
    else for (const { fail } of asked) reachable(Promise.reject(error)).catch(fail);
  }
}

async function askInPacket({ name, text }: Prepared, lists: unknown[][]): Promise<pg.QueryResultRow[][]> {
  const sent = handles().engine.query(new Packet(name, text, lists)) as unknown;
  const results = await (sent as Promise<pg.QueryResult[]>);
  return results.map(({ rows }) => rows);
}

async function askOfMany(statement: Prepared, lists: unknown[][]): Promise<pg.QueryResultRow[][]> {
  const values = (lists[0] ?? []).map((_, at) => lists.map((each) => each[at]));
  const { rows } = await handles().engine.query({ ...statement, values });
  return rows.map((row) => [row]);
}

/** Announces something from a connection of the pool, as a commit of any process does. */
export async function announceOver(what: string): Promise<void> {
  await runEngine("announce", "SELECT pg_notify($1, $2)", [channel, what], 1_000);
}

/** Opens a connection that hears what commits announce, in their order. `lost` is called once, however it ends. */
export async function listen(heard: Heard, lost: () => void): Promise<Ear> {
  const { ear, ears } = handles();
  // Our own socket, because a connection that hangs half-open can only be ended by destroying it.
  const socket = new Socket();
  const client = new pg.Client({ ...ear, stream: () => socket, query_timeout: 2_500, connectionTimeoutMillis: 2_500 });
  const close = () => {
    if (!ears.delete(close)) return;
    socket.destroy();
    lost();
  };
  ears.set(close, heard);
  client.on("error", close);
  client.on("end", close);
  client.on("notification", ({ payload }) => heard(payload ?? ""));
  const backend = async () => {
    const { rows } = await client.query(
      "SELECT pg_backend_pid() AS pid, extract(epoch FROM clock_timestamp())::float8 * 1000 AS time FROM pg_listening_channels()",
    );
    return rows[0];
  };
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    const own = (await backend())?.pid;
    return {
      close,
      // A backend hands over what was announced before it says that it is ready again, so an answer proves that all was heard.
      async beat() {
        const { pid, time } = (await backend()) ?? {};
        if (own === undefined || pid !== own) throw new Error("the connection no longer listens");
        return time;
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What is open, for the two that ask it: people's reads and writes, and this file's calls of programs. */
export function handles(): Handles {
  if (!registry.tenantryDatabase) throw new AppError("unavailable", "The database is not open yet");
  return registry.tenantryDatabase;
}

function connection(ownerUrl: string, role: LoginRole, secret: string, max: number): pg.PoolConfig {
  const url = new URL(ownerUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.username = roleName(database, role);
  url.password = rolePassword(secret, url.username);
  const limit = Number(url.searchParams.get("connection_limit") ?? max);
  url.searchParams.delete("connection_limit");
  return {
    connectionString: url.href,
    max: Math.min(max, limit),
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 20_000,
    // A peer that vanished without a word never answers, not even that a statement took too long.
    query_timeout: 25_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: `tenantry ${role}`,
  };
}

// Connections that fail, a server that stops or starts (57P0x), lacks space or memory (53xxx), has become read-only (25006) or
// cannot write (58030), statements that took too long (57014) or gave way to others (40xxx, 55P03), and those that a migration made
// anew beneath us: all may go well a moment later.
const away =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|Connection terminated|timeout exceeded when trying to connect|Query read timeout|Can't reach database|^08|^57P0|^57014|^53|^25006|^58030|^40|^55P03|cached plan must not change|P1001|P1002|P1008|P1017|P2024|P2028|P2034/;

/** Turns what a database says that is away, full or too slow into an answer. @throws AppError `unavailable`, and anything else as it came */
export async function reachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name !== "AppError") {
      const code = "code" in error ? String(error.code) : "";
      if (away.test(code) || away.test(error.message)) {
        throw new AppError("unavailable", "The database does not answer. Try again in a moment.", {
          retryAfterSeconds: 1,
          cause: error,
        });
      }
    }
    throw error;
  }
}

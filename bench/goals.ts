import autocannon, { type Options } from "autocannon";
import pg from "pg";
import { meterCatalog } from "../lib/domain/meters/queries.ts";
import { consumeQuota } from "../lib/domain/quotas/consume.ts";
import { settings } from "../lib/env.ts";
import { enterProgram, identifyKey, readPlatform } from "../lib/gate/endpoint.ts";
import { type Compared, compare, together, type Way } from "./measure.ts";
import { type Bench, startBare } from "./product.ts";
import { startRedis } from "./redis.ts";

export type Goal = { goal: number; measure: string; first: string; aim: string; results: Compared[] };

const rounds = 5;

/** Goal 2: one hot key, 512 callers in one process, each answer durable. */
export async function hotKey({ tenant, key }: Bench): Promise<Goal> {
  const identity = await identifyKey(`Bearer ${key}`);
  const known = await readPlatform((scope) => meterCatalog(scope));
  const scope = await enterProgram(
    identity,
    { ip: null, requestId: "bench" },
    "quota:consume",
    tenant,
    async (opened) => opened,
  );
  const pool = new pg.Pool({ connectionString: settings().ownerUrl, max: 32 });
  await pool.query("CREATE TABLE IF NOT EXISTS bench_counter (id int PRIMARY KEY, used bigint NOT NULL)");
  await pool.query("INSERT INTO bench_counter VALUES (1, 0) ON CONFLICT DO NOTHING");
  const update = {
    name: "one",
    text: "UPDATE bench_counter SET used = used + 1 WHERE id = 1 AND used + 1 <= 1000000000000",
  };
  const redis = await startRedis();
  const ways: Way[] = [
    {
      name: "Tenantry",
      perSecond: (ms) => together(512, ms, () => consumeQuota(scope, { meter: "calls", amount: 1 }, async () => known)),
    },
    ...(redis
      ? [{ name: "Redis Lua, AOF always", perSecond: (ms: number) => together(512, ms, () => redis.consume()) }]
      : []),
    { name: "one UPDATE each, 32 connections", perSecond: (ms) => together(512, ms, () => pool.query(update)) },
  ];
  try {
    return {
      goal: 2,
      measure: "exact durable consume, one hot key, 512 callers in process",
      first: "2x Redis, 30x UPDATE",
      aim: "5x, 90x",
      results: await compare(ways, rounds, 1_200),
    };
  } finally {
    await redis?.close();
    await pool.end();
  }
}

/** Goal 1: who a key is and which tenant a host belongs to, over HTTP. */
export async function identities(url: string, { key, platformKey }: Bench): Promise<Goal> {
  const bare = await startBare();
  const get = (path: string, bearer: string) =>
    load({ url: url + path, headers: { authorization: `Bearer ${bearer}` } }, 64);
  const bareWay: Way = { name: "bare node:http", perSecond: load({ url: bare.url }, 64) };
  try {
    const me = await compare([{ name: "GET /me", perSecond: get("/api/v1/me", key) }, bareWay], rounds, 1_500);
    const resolve = await compare(
      [{ name: "GET /resolve", perSecond: get("/api/v1/resolve?host=bench.localhost", platformKey) }, bareWay],
      rounds,
      1_500,
    );
    return {
      goal: 1,
      measure: "resolve a tenant by key or host, HTTP, 64 connections",
      first: "0.75x",
      aim: "0.95x",
      results: [...me, ...resolve],
    };
  } finally {
    await bare.stop();
  }
}

/** Goal 3: the hot key over HTTP. */
export async function hotKeyOverHttp(url: string, { key }: Bench): Promise<Goal> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ meter: "calls", amount: 1 });
  const ways: Way[] = [
    { name: "POST /consume", perSecond: load({ url: `${url}/api/v1/consume`, method: "POST", headers, body }, 256) },
    { name: "GET /me", perSecond: load({ url: `${url}/api/v1/me`, headers }, 256) },
  ];
  return {
    goal: 3,
    measure: "the same over HTTP, 256 connections",
    first: "0.5x",
    aim: "0.85x",
    results: await compare(ways, rounds, 2_000),
  };
}

/** Goal 4: events in batches of 100, each counted once, in every series, durable before the answer; a rate of events. */
export async function events(url: string, { key }: Bench): Promise<Goal> {
  const pool = new pg.Pool({ connectionString: settings().ownerUrl, max: 2 });
  let made = 0;
  const batch = () => {
    const first = (made += 100) - 100;
    const time = new Date().toISOString();
    return JSON.stringify(
      Array.from({ length: 100 }, (_, at) => ({
        specversion: "1.0",
        id: `e${first + at}`,
        source: "bench",
        type: "call",
        time,
        data: { n: 1 },
      })),
    );
  };
  const request = () => ({
    method: "POST" as const,
    path: "/api/v1/events",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
  });
  const ways: Way[] = [
    {
      name: "POST /events",
      perSecond: async (ms) =>
        100 *
        (await load(
          { url, requests: [{ ...request(), setupRequest: (plain) => ({ ...plain, body: batch() }) }] },
          16,
        )(ms)),
    },
    { name: "INSERT … SELECT with the same primary key, in the server", perSecond: (ms) => inServer(pool, ms) },
  ];
  try {
    return {
      goal: 4,
      measure: "events over HTTP, batches of 100, deduplicated, rolled up, durable",
      first: "0.4x",
      aim: "1.0x",
      results: await compare(ways, rounds, 2_000),
    };
  } finally {
    await pool.end();
  }
}

async function inServer(pool: pg.Pool, milliseconds: number): Promise<number> {
  await pool.query(
    "CREATE TABLE IF NOT EXISTS bench_event (tenant_id uuid, time timestamptz, key uuid, source text, event_id text, type text, data jsonb, PRIMARY KEY (tenant_id, time, key))",
  );
  const rows = 10_000;
  const perSecond = await together(1, milliseconds, () =>
    pool.query(
      `INSERT INTO bench_event SELECT gen_random_uuid(), now(), gen_random_uuid(), 'bench', 'e' || n, 'call', '{"n": 1}' FROM generate_series(1, ${rows}) AS n`,
    ),
  );
  return rows * perSecond;
}

/** Requests a second that were answered well; any other answer ends the run, since it would be measured as speed. */
function load(options: Options, connections: number): Way["perSecond"] {
  return async (milliseconds) => {
    const duration = Math.max(1, Math.round(milliseconds / 1000));
    const result = await autocannon({ connections, duration, ...options });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${String(options.url)}: ${result.non2xx} refusals and ${result.errors} errors`);
    return result.requests.total / result.duration;
  };
}

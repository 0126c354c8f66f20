import pg from "pg";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { meterCatalog } from "../lib/domain/meters/queries.ts";
import { consumeQuota } from "../lib/domain/quotas/consume.ts";
import { settings } from "../lib/env.ts";
import { enterProgram, identifyKey, readPlatform } from "../lib/gate/endpoint.ts";
import { compare, type Goal, rounds, together, type Way } from "./measure.ts";
import type { Bench } from "./product.ts";
import { startRedis } from "./redis.ts";

const callers = 512;

/** Goal 2: one hot key, 512 callers in one process, each answer durable. */
export async function hotKey({ tenant, key }: Bench): Promise<Goal> {
  const identity = await identifyKey(`Bearer ${key}`);
  const known = await readPlatform((scope) => meterCatalog(scope));
  const origin = { ip: null, requestId: "bench" };
  const scope = await enterProgram(identity, origin, "quota:consume", tenant, async (opened) => opened);
  const pool = new pg.Pool({ connectionString: settings().ownerUrl, max: 32 });
  const redis = await startRedis();
  const ways: Way[] = [
    {
      name: "Tenantry",
      perSecond: (ms) => together(callers, ms, () => consumeQuota(scope, { meter: "calls", amount: 1 }, () => known)),
    },
    ...(redis
      ? [
          {
            name: "Redis Lua, AOF always, its published client",
            perSecond: (ms: number) => together(callers, ms, redis.published),
          },
          {
            name: "the same Redis, a pipelined client written by hand",
            perSecond: (ms: number) => together(callers, ms, redis.byHand),
          },
        ]
      : []),
    await limiterOnPostgres(pool),
    await oneUpdateEach(pool),
  ];
  try {
    return {
      goal: 2,
      measure: "exact durable consume, one hot key, 512 callers in process",
      first: "2x Redis, 30x rate-limiter-flexible, 30x UPDATE",
      aim: "5x, 100x, 90x",
      results: await compare(ways, rounds, 1_200),
      notFound: redis ? [] : ["Redis Lua, AOF always (redis-server)"],
    };
  } finally {
    await redis?.close();
    await pool.end();
  }
}

async function limiterOnPostgres(pool: pg.Pool): Promise<Way> {
  const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
    const options = { storeClient: pool, tableName: "bench_limiter", points: 1_000_000_000, duration: 2_592_000 };
    const made: RateLimiterPostgres = new RateLimiterPostgres(options, (error?: Error) =>
      error ? reject(error) : resolve(made),
    );
  });
  return {
    name: "rate-limiter-flexible on PostgreSQL, 32 connections",
    perSecond: (ms) => together(callers, ms, () => limiter.consume("quota", 1)),
  };
}

async function oneUpdateEach(pool: pg.Pool): Promise<Way> {
  await pool.query("CREATE TABLE IF NOT EXISTS bench_counter (id int PRIMARY KEY, used bigint NOT NULL)");
  await pool.query("INSERT INTO bench_counter VALUES (1, 0) ON CONFLICT DO NOTHING");
  const update = {
    name: "one",
    text: "UPDATE bench_counter SET used = used + 1 WHERE id = 1 AND used + 1 <= 1000000000000",
  };
  return {
    name: "one UPDATE each, 32 connections",
    perSecond: (ms) => together(callers, ms, () => pool.query(update)),
  };
}

import pg from "pg";
import { settings } from "../lib/env.ts";
import { load } from "./load.ts";
import { compare, type Goal, rounds, together, type Way } from "./measure.ts";
import type { Bench } from "./product.ts";

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

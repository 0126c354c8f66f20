import { randomUUID } from "node:crypto";
import pg from "pg";
import { eventKey } from "../lib/domain/usage/event.ts";
import { settings } from "../lib/env.ts";
import { copyIn } from "./copy.ts";
import { load } from "./load.ts";
import { compare, type Goal, rounds, type Way } from "./measure.ts";
import type { Bench } from "./product.ts";

const perBatch = 100;
const perCopy = 10_000;

/**
 * Goal 4: events in batches of 100, each counted once, in every series, durable before the answer; a rate of events.
 * Beside it COPY of the same events as rows, ready as text, 10,000 in a commit, into a table with the same primary key
 * (tenant and event key) and nothing else: no quota, no series, no HTTP. Its text is made outside of what is measured.
 */
export async function events(url: string, { key, tenant }: Bench): Promise<Goal> {
  const client = new pg.Client({ connectionString: settings().ownerUrl });
  await client.connect();
  const counter = counterIds();
  const ways: Way[] = [
    { name: "POST /events, ids that count up", perSecond: post(url, key, counter) },
    { name: "COPY with primary key, ids that count up", perSecond: copy(client, "bench_counted", tenant.id, counter) },
    { name: "COPY with primary key, random ids", perSecond: copy(client, "bench_random", tenant.id, randomUUID) },
    { name: "POST /events, random ids", perSecond: post(url, key, randomUUID) },
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
    await client.end();
  }
}

function counterIds(): () => string {
  let made = 0;
  return () => `e${made++}`;
}

function post(url: string, key: string, nextId: () => string): Way["perSecond"] {
  const batch = () => {
    const time = new Date().toISOString();
    return JSON.stringify(
      Array.from({ length: perBatch }, () => ({
        specversion: "1.0",
        id: nextId(),
        source: "bench",
        type: "call",
        time,
        data: { n: 1 },
      })),
    );
  };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
  const request = { method: "POST", path: "/api/v1/events", headers };
  const requests = load(
    { url, requests: [{ ...request, setupRequest: (plain) => ({ ...plain, body: batch() }) }] },
    16,
  );
  return async (milliseconds) => perBatch * (await requests(milliseconds));
}

function copy(client: pg.Client, table: string, tenantId: string, nextId: () => string): Way["perSecond"] {
  const made = client.query(
    `CREATE TABLE IF NOT EXISTS ${table} (tenant_id uuid, key uuid, time timestamptz(3), source text, event_id text, type text,
      subject text, data jsonb, received_at timestamptz(3), PRIMARY KEY (tenant_id, key))`,
  );
  const row = (time: string) => {
    const id = nextId();
    return `${tenantId}\t${eventKey("bench", id)}\t${time}\tbench\t${id}\tcall\t\\N\t{"n":1}\t${time}\n`;
  };
  return async (milliseconds) => {
    await made;
    let [rows, spent] = [0, 0];
    while (spent < milliseconds) {
      const time = new Date().toISOString();
      const text = Buffer.from(Array.from({ length: perCopy }, () => row(time)).join(""));
      const began = performance.now();
      await copyIn(client, table, text);
      spent += performance.now() - began;
      rows += perCopy;
    }
    return (rows / spent) * 1_000;
  };
}

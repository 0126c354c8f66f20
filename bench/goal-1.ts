import { Agent, get } from "node:http";
import pg from "pg";
import { settings } from "../lib/env.ts";
import { load } from "./load.ts";
import { type Compared, compare, type Goal, median, rounds, type Way } from "./measure.ts";
import { type Bench, startBare } from "./product.ts";

const many = 100_000;
const few = 1_000;

/** Goal 1: who a key is and which tenant a host belongs to, over HTTP. */
export async function identities(url: string, { key, platformKey }: Bench): Promise<Goal> {
  const bare = await startBare();
  const me = { url: `${url}/api/v1/me`, headers: { authorization: `Bearer ${key}` } };
  const resolve = {
    url: `${url}/api/v1/resolve?host=bench.localhost`,
    headers: { authorization: `Bearer ${platformKey}` },
  };
  const bareWay: Way = { name: "bare node:http", perSecond: load({ url: bare.url }, 64) };
  try {
    return {
      goal: 1,
      measure: "resolve a tenant by key or host, HTTP, 64 connections",
      first: "0.75x",
      aim: "0.95x, added p99 0.2 ms, 100k tenants 0.90x of 1k",
      results: [
        ...(await compare([{ name: "GET /me", perSecond: load(me, 64) }, bareWay], rounds, 1_500)),
        ...(await compare([{ name: "GET /resolve", perSecond: load(resolve, 64) }, bareWay], rounds, 1_500)),
        await addedP99("GET /me, added p99, one connection", me, { url: bare.url, headers: {} }),
        ...(await manyTenants(url, platformKey)),
      ],
    };
  } finally {
    await bare.stop();
  }
}

/** Hosts of 100,000 tenants asked for at random, beside those of 1,000, once each has been asked for. */
async function manyTenants(url: string, bearer: string): Promise<Compared[]> {
  const owner = new pg.Client({ connectionString: settings().ownerUrl });
  await owner.connect();
  const headers = { authorization: `Bearer ${bearer}` };
  const path = (host: number) => `/api/v1/resolve?host=many-${host}.localhost`;
  const among = (count: number, next = () => Math.floor(Math.random() * count)) =>
    load({ url, requests: [{ headers, setupRequest: (plain) => ({ ...plain, path: path(next()) }) }] }, 64);
  try {
    await unforced(
      owner,
      `INSERT INTO tenant (tenant_id, slug, name, status, isolation_data, isolation_compute, isolation_network, plan_id, owner_id, owner_email)
      SELECT gen_random_uuid(), 'many-' || n, 'Many ' || n, 'Active', 'row', 'shared', 'shared', (SELECT id FROM plan LIMIT 1), gen_random_uuid(), 'owner@many.invalid'
      FROM generate_series(0, ${many - 1}) AS n`,
    );
    await owner.query("ANALYZE tenant");
    const asked = { times: 0 };
    const inTurn = among(many, () => asked.times++ % many);
    while (asked.times < many) await inTurn(1_000);
    const ways = [
      { name: `GET /resolve, ${many.toLocaleString("en")} hosts`, perSecond: among(many) },
      { name: `GET /resolve, ${few.toLocaleString("en")} hosts`, perSecond: among(few) },
    ];
    return await compare(ways, rounds, 1_500);
  } finally {
    await unforced(owner, "DELETE FROM tenant WHERE owner_email = 'owner@many.invalid'");
    await owner.end();
  }
}

// Row-level security binds the owner, too, who has no tenant to be in here.
async function unforced(owner: pg.Client, sql: string): Promise<void> {
  await owner.query(
    `BEGIN; ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY; ${sql}; ALTER TABLE tenant FORCE ROW LEVEL SECURITY; COMMIT`,
  );
}

type Question = { url: string; headers: Record<string, string> };

/** How much later the slowest of a hundred answers comes than that of the other, asked in turn over one connection each. */
async function addedP99(name: string, of: Question, beside: Question): Promise<Compared> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const added: number[] = [];
  for (let round = 0; round < rounds; round++) added.push((await p99(agent, of)) - (await p99(agent, beside)));
  agent.destroy();
  const sorted = added.toSorted((a, b) => a - b);
  return { name, median: median(added), ratio: null, spread: [sorted[0] ?? 0, sorted.at(-1) ?? 0], unit: "ms" };
}

async function p99(agent: Agent, { url, headers }: Question): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 2_500; time++) {
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(url, { agent, headers }, (answer) => answer.resume().on("end", resolve)).on("error", reject);
    });
    if (time >= 500) times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

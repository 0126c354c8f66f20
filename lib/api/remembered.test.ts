import { Agent, createServer, request, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { revokeKey } from "../domain/keys/commands.ts";
import { suspendTenant } from "../domain/tenants/commands.ts";
import { memory } from "../gate/changes.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { freshDatabase } from "../test/database.ts";
import { newKey, newTenant, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";
import { answerRemembered } from "./remembered.ts";

freshDatabase();
let all: World;
let key: string;
let platform: string;
let server: Server;
let port: number;
let remembered = 0;

beforeAll(async () => {
  all = await world();
  key = (await newKey(all.a, ["usage:read", "usage:write"], 7)).key;
  platform = (await newKey("platform", ["tenants:read"])).key;
  const app = getRequestListener(createApi({ ready: () => Promise.resolve(null) }).fetch);
  server = createServer((asked, answer) => {
    // As the server does, except that this one can be told to leave memory out.
    const direct = asked.headers["x-app-alone"] === undefined && answerRemembered(asked, answer);
    if (direct) remembered += 1;
    else void app(asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = address && typeof address === "object" ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

type Answer = { status: number; headers: Record<string, unknown>; body: string };

function ask(
  path: string,
  headers: Record<string, string | string[]>,
  method = "GET",
  agent: Agent | false = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", path, method, headers, agent }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    asked.on("error", reject).end();
  });
}

/** The same question to memory and to the app alone, and whether memory answered. */
async function both(path: string, bearer: string): Promise<{ direct: boolean; one: Answer; other: Answer }> {
  const authorization = `Bearer ${bearer}`;
  await expect.poll(() => memory().isFresh, { timeout: 20_000 }).toBe(true);
  await ask(path, { authorization });
  const before = remembered;
  const one = await ask(path, { authorization });
  const direct = remembered > before;
  return { direct, one, other: await ask(path, { authorization, "x-app-alone": "1" }) };
}

const comparable = ({ status, headers, body }: Answer) => ({
  status,
  body: body.replace(/"requestId":"[^"]+"/, ""),
  headers: { ...headers, date: null, "x-request-id": /^[0-9a-f-]{36}$/.test(String(headers["x-request-id"])) },
});

test.each([
  ["/api/v1/me", true],
  ["/api/v1/resolve?host=alder.tenantry.example", true],
  ["/api/v1/resolve?host=ALDER.Tenantry.Example:8443", true],
  ["/api/v1/resolve?host=tenantry.example", false],
  ["/api/v1/resolve?host=nowhere.tenantry.example", false],
  ["/api/v1/resolve?host=alder.tenantry.example&host=birch.tenantry.example", false],
  ["/api/v1/resolve?host=%61lder.tenantry.example", false],
  ["/api/v1/resolve?host=", false],
  ["/api/v1/resolve", false],
  ["/api/v1/me?x=1", false],
  ["/api/v1/me/", false],
])("%s is answered word for word as the app answers it, from memory: %s", async (path, fromMemory) => {
  const { direct, one, other } = await both(path, path.includes("resolve") ? platform : key);
  expect(comparable(one)).toEqual(comparable(other));
  expect(one.headers["x-request-id"]).not.toBe(other.headers["x-request-id"]);
  expect(direct).toBe(fromMemory);
});

test("what is refused is refused by the app", async () => {
  const suspended = await newTenant("suspended");
  const { key: theirs } = await newKey(suspended, ["usage:read"]);
  const { key: far } = await newKey(all.a, ["usage:read"], null, ["203.0.113.0/24"]);
  await enterAsOperator(suspended, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
  for (const [path, bearer, status] of [
    ["/api/v1/me", theirs, 403],
    ["/api/v1/me", far, 403],
    ["/api/v1/me", `tk_${"a".repeat(65)}`, 401],
    ["/api/v1/me", "x", 401],
    ["/api/v1/resolve?host=alder.tenantry.example", key, 403],
  ] as const) {
    const { direct, one, other } = await both(path, bearer);
    expect([direct, one.status]).toEqual([false, status]);
    expect(comparable(one)).toEqual(comparable(other));
  }
});

test("two keys in one request are nobody's, and another method is none of memory's", async () => {
  const authorization = `Bearer ${key}`;
  await both("/api/v1/me", key);
  const before = remembered;
  expect((await ask("/api/v1/me", { authorization: [authorization, authorization] })).status).toBe(401);
  expect((await ask("/api/v1/me", { authorization }, "POST")).status).toBe(404);
  expect(remembered).toBe(before);
});

test("whoever calls over a connection is asked anew at each request, and a wrong key is nobody's there", async () => {
  const { id, key: theirs } = await newKey(all.b, ["usage:read"]);
  for (const bearer of [key, theirs]) await both("/api/v1/me", bearer);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const told: unknown[] = [];
  for (const bearer of [key, theirs, theirs, `${theirs}0`, key, theirs]) {
    const { body } = await ask("/api/v1/me", { authorization: `Bearer ${bearer}` }, "GET", agent);
    const { tenant, code } = JSON.parse(body);
    told.push(tenant?.slug ?? code);
  }
  await enterAsOperator(all.b, (scope) => revokeKey(scope, { id }));
  told.push((await ask("/api/v1/me", { authorization: `Bearer ${theirs}` }, "GET", agent)).status);
  agent.destroy();
  expect(told).toEqual(["alder", "birch", "birch", "unauthenticated", "alder", "birch", 401]);
});

test("every answer is counted, whoever gave it", async () => {
  const counted = async () => {
    const { body } = await ask("/metrics", { "x-tenantry-ip": "127.0.0.1" });
    return Number(
      /^tenantry_api_requests_total\{route="\/api\/v1\/me",method="GET",status="200"\} (\d+)$/m.exec(body)?.[1],
    );
  };
  const before = await counted();
  const { direct } = await both("/api/v1/me", key);
  expect([direct, (await counted()) - before]).toEqual([true, 3]);
  const { body } = await ask("/metrics", { "x-tenantry-ip": "127.0.0.1" });
  expect(body).toMatch(/^tenantry_api_request_seconds_bucket\{le="\+Inf",route="\/api\/v1\/me",method="GET"\} \d+$/m);
  expect(body).toMatch(/^process_cpu_seconds_total \d/m);
});

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identifyRequest, leaveUnread } from "../boot/inbound.ts";
import { setQuota, setRate } from "../domain/quotas/commands.ts";
import { suspendTenant } from "../domain/tenants/commands.ts";
import { memory } from "../gate/changes.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { freshDatabase } from "../test/database.ts";
import { newKey, newMeter, newTenant, world } from "../test/world.ts";
import { createApi } from "./app.ts";
import { bodyBytesMax } from "./body.ts";
import { answerQuotaCall } from "./quota-lane.ts";

freshDatabase();
// The same is asked twice: of a tenant whose calls may take the lane, and of its twin whose calls the app answers alone.
let twins: { slug: string; keys: Record<string, string> }[];
let platform: string;
let server: Server;
let port: number;
let byApp = 0;

beforeAll(async () => {
  const { a, b } = await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  await newMeter({ slug: "seats", eventType: "seat", aggregation: "sum", valuePath: "$.n" });
  await newMeter({ slug: "level", eventType: "level", aggregation: "max", valuePath: "$.n" });
  platform = (await newKey("platform", ["quota:consume"])).key;
  twins = [];
  for (const tenant of [a, b]) {
    const suspended = await newTenant(`${tenant.slug}-suspended`);
    const { key: unpaid } = await newKey(suspended, ["quota:consume"]);
    await enterAsOperator(suspended, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
    const { key: good } = await newKey(tenant, ["quota:read", "quota:consume"]);
    const { key: reader } = await newKey(tenant, ["usage:read"]);
    const { key: near } = await newKey(tenant, ["quota:consume"], null, ["127.0.0.0/8"]);
    const { key: far } = await newKey(tenant, ["quota:consume"], null, ["203.0.113.0/24"]);
    const { key: slow, id } = await newKey(tenant, ["quota:consume"]);
    await enterAsOperator(tenant, async (scope) => {
      await setRate(scope, { key: id, calls: 1, per: "minute" });
      await setQuota(scope, { meter: "calls", period: "month", limit: 10, mode: "hard" });
      await setQuota(scope, { meter: "seats", period: "none", limit: 2, mode: "soft" });
    });
    twins.push({ slug: tenant.slug, keys: { good, reader, slow, near, far, unpaid, unknown: `tk_${"a".repeat(65)}` } });
  }
  const api = getRequestListener(createApi({ ready: () => Promise.resolve(null) }).fetch, {
    autoCleanupIncoming: false,
  });
  const rest = (asked: IncomingMessage, answer: ServerResponse) => {
    byApp += 1;
    identifyRequest(asked);
    leaveUnread(asked, answer, bodyBytesMax);
    void api(asked, answer);
  };
  server = createServer((asked, answer) => {
    // As the server does, except that this one can be told to leave the lane out.
    if (asked.headers["x-app-alone"] === undefined && answerQuotaCall(asked, answer, rest)) return;
    rest(asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = address && typeof address === "object" ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

type Headers = Record<string, string | string[]>;
type Asked = { path?: string; key?: string; body?: unknown; headers?: Headers; chunked?: boolean };
type Answer = { status: number; headers: Record<string, unknown>; body: string };

function ask(
  { path = "consume", body, headers, chunked }: Asked,
  authorization: string,
  more: Headers,
  method = "POST",
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
  const bytes = method === "GET" ? Buffer.of() : Buffer.isBuffer(body) ? body : Buffer.from(text);
  const type = { "content-type": "application/json", ...(chunked ? {} : { "content-length": String(bytes.length) }) };
  const all = { authorization, ...(method === "GET" ? {} : type), ...headers, ...more };
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path: `/api/v1/${path}`, method, headers: all, agent: false };
    const asked = request(options, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    asked.on("error", reject);
    // In two parts, as a network may deliver it.
    if (bytes.length > 1) asked.write(bytes.subarray(0, 1));
    asked.end(bytes.subarray(bytes.length > 1 ? 1 : 0));
  });
}

/** What both twins are answered, made comparable, and whether the app had to answer the first. */
async function both(asked: Asked): Promise<{ lane: boolean; one: Answer; other: Answer }> {
  await expect.poll(() => memory().isFresh, { timeout: 20_000 }).toBe(true);
  const answers: Answer[] = [];
  let lane = false;
  for (const [at, { slug, keys }] of twins.entries()) {
    const authorization = `Bearer ${asked.key === "platform" ? platform : keys[asked.key ?? "good"]}`;
    const named: Headers = asked.headers?.["tenantry-tenant"] === "own" ? { "tenantry-tenant": slug } : {};
    await ask({ path: "me" }, authorization, {}, "GET");
    const before = byApp;
    const answer = await ask(asked, authorization, { ...named, ...(at === 1 ? { "x-app-alone": "1" } : {}) });
    if (at === 0) lane = byApp === before;
    answers.push(comparable(answer, slug));
  }
  const [one, other] = answers;
  if (!one || !other) throw new Error("nobody answered");
  return { lane, one, other };
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

// Ids, the twins' names and seconds that pass between the two are not compared; that they are there is.
function comparable({ status, headers, body }: Answer, slug: string): Answer {
  const plain = (text: unknown) =>
    String(text)
      .replaceAll(uuid, "<id>")
      .replaceAll(slug, "<tenant>")
      .replaceAll(/\bt=\d+|in \d+ s\b/g, "<seconds>");
  const { date: _, "retry-after": retry, "content-length": length, ...rest } = headers;
  const kept = Object.entries(rest).map(([name, value]) => [name, plain(value)]);
  const unequal = {
    retry: retry !== undefined && Number(retry) > 0,
    length: Number(length) === Buffer.byteLength(body),
  };
  return { status, headers: { ...Object.fromEntries(kept), ...unequal }, body: plain(body) };
}

const one = { meter: "calls", amount: 1 };

describe("a call is answered word for word as the app answers it", () => {
  // In this order: what is counted is counted for the next.
  test.each<[what: string, asked: Asked, status: number, lane: boolean]>([
    ["good", { body: one }, 200, true],
    [
      "with all it may have",
      { body: { ...one, idempotencyKey: "k", dimensions: { é: "ü", n: 1, b: true } } },
      200,
      true,
    ],
    ["the same again", { body: { ...one, idempotencyKey: "k", dimensions: { é: "ü", n: 1, b: true } } }, 200, true],
    ["its key with another amount", { body: { ...one, amount: 2, idempotencyKey: "k" } }, 409, true],
    ["a fraction", { body: { ...one, amount: 0.25 } }, 200, true],
    ["denied", { body: { ...one, amount: 9 } }, 429, true],
    ["warned", { body: { meter: "seats", amount: 3 } }, 200, true],
    ["a check", { path: "check", body: { ...one, amount: 0 } }, 200, true],
    ["a check that would be denied", { path: "check", body: { ...one, amount: 100 } }, 200, true],
    ["a release", { path: "release", body: { meter: "seats", amount: 1 } }, 200, true],
    ["within the rate", { key: "slow", body: one }, 200, true],
    ["past the rate", { key: "slow", body: one }, 429, true],
    ["a release past the rate", { key: "slow", path: "release", body: one }, 200, true],
    ["an unknown meter", { body: { ...one, meter: "nothing" } }, 422, true],
    ["a meter of another kind", { body: { ...one, meter: "level" } }, 422, true],
    ["without the scope", { key: "reader", body: one }, 403, true],
    ["a check without the scope", { key: "slow", path: "check", body: one }, 403, true],
    ["no amount", { body: { meter: "calls" } }, 422, false],
    ["an amount in words", { body: { ...one, amount: "1" } }, 422, false],
    ["too fine an amount", { body: { ...one, amount: 0.1234567 } }, 422, false],
    ["a field too many", { body: { ...one, tenantId: "x" } }, 422, false],
    ["a name like a prototype", { body: '{"meter":"calls","amount":1,"__proto__":{}}' }, 422, false],
    ["NUL in a key", { body: { ...one, idempotencyKey: "a\0" } }, 422, false],
    ["no object", { body: "[]" }, 422, false],
    ["half an object", { body: '{"meter":' }, 400, false],
    ["no body", { body: "" }, 400, false],
    ["no UTF-8", { body: Buffer.from('{"meter":"c\xe4","amount":1}', "latin1") }, 400, false],
    ["broken and without the scope", { key: "reader", body: "{" }, 403, false],
    ["of a suspended tenant", { key: "unpaid", body: one }, 403, false],
    ["from an address that its key allows", { key: "near", body: { ...one, amount: 0.1 } }, 200, true],
    ["from one that it does not", { key: "far", body: one }, 403, false],
    [
      "from there, and a header says otherwise",
      { key: "far", body: one, headers: { "x-forwarded-for": "203.0.113.7" } },
      403,
      false,
    ],
    ["with an unknown key", { key: "unknown", body: one }, 401, false],
    ["with a long body", { body: { ...one, idempotencyKey: "k".repeat(20_000) } }, 422, false],
    ["packed", { body: gzipSync(JSON.stringify(one)), headers: { "content-encoding": "gzip" } }, 200, false],
    ["said to be packed", { body: one, headers: { "content-encoding": "gzip" } }, 400, false],
    ["in pieces", { body: one, chunked: true }, 200, false],
    ["as text", { body: one, headers: { "content-type": "text/plain" } }, 415, false],
    ["with a charset", { body: one, headers: { "content-type": "application/json; charset=utf-8" } }, 200, false],
    ["with a query", { path: "consume?x=1", body: one }, 200, false],
    ["with the tenant's name", { body: one, headers: { "tenantry-tenant": "own" } }, 200, false],
    ["with another tenant's name", { body: one, headers: { "tenantry-tenant": "cedar" } }, 404, false],
    ["of the platform for a tenant", { key: "platform", body: one, headers: { "tenantry-tenant": "own" } }, 200, false],
    ["of the platform for nobody", { key: "platform", body: one }, 422, false],
    ["a batch", { path: "consume/batch", body: [{ ...one, amount: 0.5 }] }, 200, false],
    ["a request that brings ids of its own", { body: one, headers: { "x-request-id": "mine" } }, 200, true],
  ])("%s", async (_, asked, status, lane) => {
    const answers = await both(asked);
    expect(answers.one).toEqual(answers.other);
    expect([answers.one.status, answers.lane]).toEqual([status, lane]);
    expect(answers.one.headers["x-request-id"]).toBe("<id>");
  });
});

test("two keys in one request are nobody's", async () => {
  const authorization = `Bearer ${twins[0]?.keys.good}`;
  await ask({ path: "me" }, authorization, {}, "GET");
  const before = byApp;
  const twice = await ask({ body: one }, authorization, { authorization: [authorization, authorization] });
  expect([twice.status, byApp - before]).toEqual([401, 1]);
});

test("calls of the lane are counted with the others", async () => {
  const counted = async () => {
    const { body } = await ask({ path: "../../metrics" }, "", { "x-tenantry-ip": "127.0.0.1" }, "GET");
    const line = /^tenantry_api_requests_total\{route="\/api\/v1\/check",method="POST",status="200"\} (\d+)$/m;
    return Number(line.exec(body)?.[1]);
  };
  const before = await counted();
  const { lane } = await both({ path: "check", body: one });
  expect([lane, (await counted()) - before]).toEqual([true, 2]);
});

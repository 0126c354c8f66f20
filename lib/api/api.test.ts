import { gzipSync } from "node:zlib";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { revokeKey } from "../domain/keys/commands.ts";
import { resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { freshDatabase } from "../test/database.ts";
import { event, total } from "../test/usage.ts";
import { newKey, newMeter, newTenant, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

const database = freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let all: World;
let root: pg.Client;
let key: string;
let platform: string;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  await newMeter({
    slug: "calls",
    eventType: "call",
    aggregation: "count",
    groupBy: [{ name: "route", path: "$.route" }],
  });
  key = (await newKey(all.a, ["usage:read", "usage:write"])).key;
  platform = (await newKey("platform", ["tenants:read", "usage:read", "usage:write"])).key;
});

const batchType = "application/cloudevents-batch+json";
type Asked = { key?: string | null; type?: string; headers?: Record<string, string>; body?: BodyInit };

function ask(path: string, { key: by = key, type, headers = {}, body }: Asked = {}): Promise<Response> {
  const all: Record<string, string> = {
    "x-request-id": "request-1",
    ...(by === null ? {} : { authorization: `Bearer ${by}` }),
    ...(type ? { "content-type": type } : {}),
    ...headers,
  };
  return Promise.resolve(
    api.request(path, {
      method: body === undefined ? "GET" : "POST",
      headers: all,
      body,
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
    }),
  );
}

const send = (body: unknown, more: Asked = {}) =>
  ask("/api/v1/events", {
    type: batchType,
    ...more,
    body:
      typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream
        ? (body as BodyInit)
        : JSON.stringify(body),
  });

/** That an answer is a problem of the closed list, with nothing in it that nobody should see. */
async function problem(answer: Promise<Response>, status: number, code: string): Promise<Record<string, unknown>> {
  const response = await answer;
  const body = await response.json();
  expect([response.status, body.code, response.headers.get("content-type")]).toEqual([
    status,
    code,
    "application/problem+json",
  ]);
  expect(body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    requestId: "request-1",
  });
  expect(JSON.stringify(body)).not.toMatch(/SELECT|INSERT|node_modules|\.ts:|birch/);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return body;
}

describe("who calls", () => {
  test("is told who it is", async () => {
    const response = await ask("/api/v1/me");
    expect(await response.json()).toEqual({
      key: { id: expect.any(String), name: "test" },
      tenant: { id: all.a.id, slug: "alder", name: all.a.name },
      scopes: ["usage:read", "usage:write"],
      expiresAt: null,
      addresses: [],
    });
    expect(await (await ask("/api/v1/me", { key: platform })).json()).toMatchObject({ tenant: null });
  });

  test("without a key, or with one that never was, is unauthenticated everywhere", async () => {
    for (const path of ["/api/v1/me", "/api/v1/resolve?host=x", "/api/v1/meters", "/api/v1/meters/calls/query"]) {
      for (const by of [null, "x", `tk_${"a".repeat(65)}`])
        await problem(ask(path, { key: by }), 401, "unauthenticated");
    }
    const body = await problem(send([], { key: null }), 401, "unauthenticated");
    expect(body.errors).toBeUndefined();
    expect((await ask("/api/v1/me", { key: null })).headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  test("without the scope is forbidden", async () => {
    const { key: reader } = await newKey(all.a, ["usage:read"]);
    const { key: writer } = await newKey(all.a, ["usage:write"]);
    await problem(send([event("x")], { key: reader }), 403, "forbidden");
    await problem(ask("/api/v1/meters", { key: writer }), 403, "forbidden");
    await problem(
      ask("/api/v1/meters/calls/query?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&windowSize=DAY", {
        key: writer,
      }),
      403,
      "forbidden",
    );
    await problem(ask("/api/v1/resolve?host=alder.tenantry.example"), 403, "forbidden");
  });

  test("is refused at the next request after its key was revoked", async () => {
    const { id, key: doomed } = await newKey(all.a, ["usage:write"]);
    expect((await send([event("before-revocation")], { key: doomed })).status).toBe(200);
    await enterAsOperator(all.a, (scope) => revokeKey(scope, { id }));
    await problem(send([event("after-revocation")], { key: doomed }), 401, "unauthenticated");
  });

  test("for a suspended tenant is told so at the next request, and goes on when it is resumed", async () => {
    const tenant = await newTenant("cedar");
    const { key: theirs } = await newKey(tenant, ["usage:read", "usage:write"]);
    expect((await send([event("1")], { key: theirs })).status).toBe(200);
    await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
    await problem(ask("/api/v1/meters", { key: theirs }), 403, "tenant_suspended");
    await problem(send([event("2")], { key: theirs }), 403, "tenant_suspended");
    await problem(
      send([event("3")], { key: platform, headers: { "tenantry-tenant": "cedar" } }),
      403,
      "tenant_suspended",
    );
    await enterAsOperator(tenant, resumeTenant);
    expect((await send([event("4")], { key: theirs })).status).toBe(200);
    expect(await total(tenant, "calls")).toBe(2);
  });

  test("for a tenant that is not active yet is in conflict", async () => {
    const tenant = await newTenant("pending");
    const { key: theirs } = await newKey(tenant, ["usage:write"]);
    await root.query("UPDATE tenant SET status = 'Pending' WHERE tenant_id = $1", [tenant.id]);
    await problem(send([event("1")], { key: theirs }), 409, "conflict");
  });
});

describe("which tenant a call acts for", () => {
  const named = (slug: string) => ({ headers: { "tenantry-tenant": slug } });

  test("is a tenant key's own; another's name is not found, like one that does not exist", async () => {
    expect((await ask("/api/v1/meters", named("alder"))).status).toBe(200);
    const foreign = await problem(ask("/api/v1/meters", named("birch")), 404, "not_found");
    expect(await problem(ask("/api/v1/meters", named("nowhere")), 404, "not_found")).toEqual(foreign);
    await problem(send([event("x")], named("birch")), 404, "not_found");
  });

  test("is never an event's subject for a tenant's key", async () => {
    expect(await (await send([event("subject", undefined, { subject: "birch" })])).json()).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: [],
    });
    expect(await total(all.b, "calls")).toBe(0);
  });

  test("is named in a header for a platform key, or must be", async () => {
    expect(await (await send([event("by-header")], { key: platform, ...named("birch") })).json()).toMatchObject({
      accepted: 1,
    });
    expect(await total(all.b, "calls")).toBe(1);
    await problem(send([event("x")], { key: platform, ...named("nowhere") }), 404, "not_found");
    const body = await problem(ask("/api/v1/meters", { key: platform }), 422, "invalid");
    expect(body.errors).toMatchObject([{ path: "Tenantry-Tenant" }]);
  });

  test("is else each event's subject", async () => {
    const before = await total(all.b, "calls");
    const events = [
      event("s1", undefined, { subject: "birch" }),
      event("s2", undefined, { subject: "nowhere" }),
      event("s3", undefined, { subject: "alder" }),
      event("s4"),
      event("s5", undefined, { subject: "birch" }),
    ];
    const answer = await (await send(events, { key: platform })).json();
    expect(answer).toMatchObject({
      accepted: 3,
      duplicates: 0,
      rejected: [
        { index: 1, code: "invalid" },
        { index: 3, code: "invalid" },
      ],
    });
    expect((await total(all.b, "calls")) - before).toBe(2);
  });
});

describe("events", () => {
  test("count in every form of CloudEvents", async () => {
    const before = await total(all.a, "calls");
    const single = JSON.stringify(event("single", { route: "/a" }));
    expect(await (await send(single, { type: "application/cloudevents+json; charset=utf-8" })).json()).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: [],
    });
    expect(await (await send([event("plain-1"), event("plain-2")], { type: "application/json" })).json()).toMatchObject(
      { accepted: 2 },
    );
    const headers = {
      "ce-specversion": "1.0",
      "ce-id": "bin%20%C3%A9",
      "ce-source": "tests",
      "ce-type": "call",
      "ce-time": new Date().toISOString(),
    };
    expect(await (await send('{"route":"/b"}', { type: "application/json", headers })).json()).toMatchObject({
      accepted: 1,
    });
    expect((await root.query("SELECT data FROM usage_event WHERE event_id = 'bin é'")).rows).toEqual([
      { data: { route: "/b" } },
    ]);
    expect((await send(new Uint8Array(), { type: "", headers: { ...headers, "ce-id": "no-data" } })).status).toBe(200);
    expect((await total(all.a, "calls")) - before).toBe(5);
  });

  test("that are packed with gzip count, too", async () => {
    const packed = gzipSync(JSON.stringify([event("packed-1"), event("packed-2")]));
    expect(await (await send(packed, { headers: { "content-encoding": "gzip" } })).json()).toMatchObject({
      accepted: 2,
    });
  });

  test("that are all bad are a 200 in an array and a 422 alone", async () => {
    expect(await (await send([{}, { specversion: "1.0" }])).json()).toMatchObject({
      accepted: 0,
      rejected: [
        { index: 0, code: "invalid" },
        { index: 1, code: "invalid" },
      ],
    });
    const late = JSON.stringify(event("late", undefined, { time: "2020-01-01T00:00:00Z" }));
    const body = await problem(send(late, { type: "application/cloudevents+json" }), 422, "invalid");
    expect(JSON.stringify(body.errors)).toContain("too_late");
  });

  test("of an empty array are none", async () => {
    expect(await (await send([])).json()).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  test("in a body that cannot be read are a problem, and nothing is counted", async () => {
    const before = await total(all.a, "calls");
    for (const body of [
      "",
      "{",
      "[1,",
      "nonsense",
      new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
      new Uint8Array([0x5b, 0xc3, 0x28, 0x5d]),
    ])
      await problem(send(body), 400, "unreadable");
    await problem(send("not gzip", { headers: { "content-encoding": "gzip" } }), 400, "unreadable");
    await problem(send(gzipSync("[]").subarray(0, 12), { headers: { "content-encoding": "gzip" } }), 400, "unreadable");
    await problem(
      send("{}", { type: "application/json", headers: { "ce-specversion": "1.0", "ce-id": "%E9" } }),
      400,
      "unreadable",
    );
    expect(await total(all.a, "calls")).toBe(before);
  });

  test("of a type that is none of CloudEvents' are unsupported", async () => {
    for (const type of ["text/plain", "application/xml", "multipart/form-data", "application/cloudevents+xml"])
      await problem(send([], { type }), 415, "unsupported_type");
    await problem(send([], { headers: { "content-encoding": "br" } }), 415, "unsupported_type");
    await problem(
      send("<a/>", { type: "application/xml", headers: { "ce-specversion": "1.0" } }),
      415,
      "unsupported_type",
    );
  });

  test("that are too many or too large are refused without being read to the end", async () => {
    await problem(send(Array.from({ length: 1_001 }, (_, at) => event(`many-${at}`))), 413, "too_large");
    await problem(send("x".repeat(10 * 1024 * 1024)), 413, "too_large");
    await problem(
      send(gzipSync(Buffer.alloc(200 * 1024 * 1024, " ")), { headers: { "content-encoding": "gzip" } }),
      413,
      "too_large",
    );
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    await problem(send(endless), 413, "too_large");
    expect(pulled).toBeLessThan(200);
  });

  test("in the wrong shape for their type are invalid", async () => {
    await problem(send({}), 422, "invalid");
    await problem(send([], { type: "application/cloudevents+json" }), 422, "invalid");
  });
});

describe("a series", () => {
  const range = "from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z";
  const query = (rest: string) => ask(`/api/v1/meters/calls/query?${rest}`);

  test("answers by window and group", async () => {
    const tenant = await newTenant("dogwood");
    const { key: theirs } = await newKey(tenant, ["usage:read", "usage:write"]);
    const time = new Date(Date.now() - 60_000);
    await send(
      [
        event("1", { route: "/a" }, { time: time.toISOString() }),
        event("2", { route: "/b" }, { time: time.toISOString() }),
        event("3", { route: "/a" }, { time: time.toISOString() }),
      ],
      { key: theirs },
    );
    const hour = Math.floor(time.getTime() / 3_600_000) * 3_600_000;
    const at = (milliseconds: number) => new Date(milliseconds).toISOString();
    const answer = await ask(
      `/api/v1/meters/calls/query?from=${at(hour)}&to=${at(hour + 3_600_000)}&windowSize=HOUR&groupBy=route`,
      { key: theirs },
    );
    expect(await answer.json()).toEqual({
      from: at(hour),
      to: at(hour + 3_600_000),
      windowSize: "HOUR",
      data: [
        { value: 2, windowStart: at(hour), windowEnd: at(hour + 3_600_000), groupBy: { route: "/a" } },
        { value: 1, windowStart: at(hour), windowEnd: at(hour + 3_600_000), groupBy: { route: "/b" } },
      ],
    });
    expect(
      await (
        await ask(`/api/v1/meters/calls/query?from=${at(hour)}&to=${at(hour + 3_600_000)}&windowSize=HOUR`)
      ).json(),
    ).not.toMatchObject({ data: [{ value: 3 }] });
  });

  test.each([
    [""],
    [range],
    [`${range}&windowSize=WEEK`],
    [`${range}&windowSize=day`],
    [`${range}&windowSize=DAY&windowTimeZone=Mars`],
    [`${range}&windowSize=DAY&groupBy=colour`],
    [`${range}&windowSize=DAY&groupBy=route,colour`],
    ["from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z&windowSize=DAY"],
    ["from=2026-11-01&to=2026-11-02&windowSize=DAY"],
    ["from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&windowSize=MINUTE"],
  ])("is refused for ?%s", async (question) => {
    const body = await problem(query(question), 422, "invalid");
    expect(body.errors).toContainEqual({ path: expect.any(String), message: expect.any(String) });
  });

  test("of a meter that is not there is not found", async () => {
    await problem(ask(`/api/v1/meters/none/query?${range}&windowSize=DAY`), 404, "not_found");
  });

  test("has its meter in the list", async () => {
    expect(await (await ask("/api/v1/meters")).json()).toMatchObject({
      items: [{ slug: "calls", aggregation: "count", eventType: "call" }],
      nextCursor: null,
    });
    await problem(ask("/api/v1/meters?limit=0"), 422, "invalid");
    await problem(ask("/api/v1/meters?limit=201"), 422, "invalid");
  });
});

describe("resolving a host", () => {
  const resolve = (host: string) => ask(`/api/v1/resolve?host=${encodeURIComponent(host)}`, { key: platform });

  test("names the tenant, its namespace and the rule", async () => {
    expect(await (await resolve("alder.tenantry.example:8080")).json()).toEqual({
      tenant: { id: all.a.id, slug: "alder", status: "Active", isolation: "Soft" },
      namespace: "alder",
      rule: "subdomain",
    });
    expect(await (await resolve("tenantry.example")).json()).toEqual({
      tenant: null,
      namespace: "default",
      rule: "apex",
    });
  });

  test("of nobody is not found", async () => {
    for (const host of ["nowhere.tenantry.example", "127.0.0.1", "alder.example", "a.alder.tenantry.example"])
      await problem(resolve(host), 404, "not_found");
    await problem(ask("/api/v1/resolve", { key: platform }), 422, "invalid");
  });
});

describe("the service itself", () => {
  test("lives, is ready, and says why it is not", async () => {
    expect((await ask("/healthz", { key: null })).status).toBe(200);
    expect((await ask("/readyz", { key: null })).status).toBe(200);
    const starting = createApi({ ready: () => Promise.resolve("the database cannot be reached") });
    const response = await starting.request("/readyz");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await response.json()).toMatchObject({ code: "unavailable", detail: "the database cannot be reached" });
  });

  test("describes itself as OpenAPI 3.1 with every call it answers", async () => {
    const document = await (await ask("/api/v1/openapi.json", { key: null })).json();
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).toSorted()).toEqual(
      expect.arrayContaining([
        "/api/v1/events",
        "/api/v1/me",
        "/api/v1/meters",
        "/api/v1/meters/{slug}/query",
        "/api/v1/resolve",
      ]),
    );
  });

  test("refuses at each call a key without the scope that its description names", async () => {
    const poor = (await newKey("platform", ["metrics:read"])).key;
    const { paths } = await (await ask("/api/v1/openapi.json", { key: null })).json();
    const calls = Object.entries<Record<string, { security: { apiKey: string[] }[] }>>(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { security }]) => ({ path, method, scope: security[0]?.apiKey[0] })),
    );
    expect(calls.filter(({ scope }) => !scope).map(({ path }) => path)).toEqual(["/api/v1/me"]);
    const host = "/api/v1/resolve?host=a.localhost";
    const series = "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&windowSize=DAY";
    for (const { path, method, scope } of calls.filter((each) => each.scope)) {
      const address =
        path === "/api/v1/resolve" ? host : path.replace("{id}", crypto.randomUUID()).replace("{slug}", "calls");
      const response = await api.request(path.endsWith("/query") ? address + series : address, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${poor}`, "content-type": "application/json" },
        ...(method === "get" || method === "delete" ? {} : { body: "{}" }),
      });
      expect([method, path, response.status, (await response.json()).detail]).toEqual([
        method,
        path,
        403,
        `This key lacks the scope ${scope}`,
      ]);
    }
  });

  test("has nothing at other addresses", async () => {
    await problem(ask("/api/v1/nothing"), 404, "not_found");
    await problem(ask("/api/v1/../../etc/passwd"), 404, "not_found");
  });

  test("shows of an unforeseen error only the request it happened in", async () => {
    await root.query("ALTER FUNCTION recognise_key(uuid, bytea) RENAME TO recognise_key_gone");
    try {
      const body = await problem(ask("/api/v1/meters"), 500, "internal");
      expect(body.detail).not.toMatch(/recognise_key|function/);
    } finally {
      await root.query("ALTER FUNCTION recognise_key_gone(uuid, bytea) RENAME TO recognise_key");
    }
  });
});

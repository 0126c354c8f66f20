import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { setQuota, setRate } from "../domain/quotas/commands.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { freshDatabase } from "../test/database.ts";
import { newKey, newMeter, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let tenants: World;
let bearer = "";
let platform = "";

beforeAll(async () => {
  tenants = await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
  bearer = (await newKey(tenants.a, ["quota:read", "quota:consume"])).key;
  platform = (await newKey("platform", ["tenants:read", "tenants:write", "quota:consume", "quota:read"])).key;
  await enterAsOperator(tenants.a, (scope) =>
    setQuota(scope, { meter: "calls", period: "month", limit: 10, mode: "hard" }),
  );
});

type Sent = { key?: string; method?: string; body?: unknown; headers?: Record<string, string> };

async function send(path: string, { key = bearer, method = "POST", body, headers = {} }: Sent) {
  const response = await api.request(`/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

describe("over HTTP", () => {
  test("a denial is a problem with the decision, its explanation and when to come back", async () => {
    expect((await send("consume", { body: { meter: "calls", amount: 8 } })).body).toMatchObject({
      allowed: true,
      used: 8,
      remaining: 2,
    });
    const denied = await send("consume", { body: { meter: "calls", amount: 5 } });
    const reason = "Would exceed calls quota: 8 used + 5 requested > 10";
    expect(denied.status).toBe(429);
    expect(denied.headers.get("content-type")).toBe("application/problem+json");
    expect(denied.body).toMatchObject({
      code: "quota_exceeded",
      detail: `${reason}. Check usage and wait until ${denied.body.decision.resetsAt}, or have the quota raised.`,
      decision: { allowed: false, used: 8, requested: 5, limit: 10, layer: "tenant", reason },
    });
    expect(Number(denied.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(denied.headers.get("ratelimit")).toMatch(/^"calls";r=2;t=\d+$/);
    expect(denied.headers.get("ratelimit-policy")).toMatch(/^"calls";q=10;w=\d+$/);
    const { pathname } = new URL(z.string().parse(denied.body.explainUrl));
    expect(pathname).toBe(`/t/${tenants.a.slug}/decisions/${denied.body.decision.decisionId}`);
    const why = await send(`decisions/${denied.body.decision.decisionId}`, { method: "GET" });
    expect(why.body).toMatchObject({
      decisionId: denied.body.decision.decisionId,
      layers: [{ layer: "tenant", limit: 10 }],
    });
    const list = await send("decisions?limit=1", { method: "GET" });
    expect(list.body.items).toEqual([why.body]);
    const sampled = await send("decisions?outcome=allowed", { method: "GET" });
    expect(sampled.body.items).toMatchObject([{ outcome: "allowed", requested: 8, used: 8, reason: null }]);
    expect((await send("decisions?outcome=guessed", { method: "GET" })).status).toBe(422);
  });

  test("a check writes nothing and a batch answers each", async () => {
    expect((await send("check", { body: { meter: "calls", amount: 3 } })).body).toMatchObject({
      decisionId: null,
      allowed: false,
      used: 8,
    });
    const batch = await send("consume/batch", { body: [1, 5, 1].map((amount) => ({ meter: "calls", amount })) });
    expect(batch.status).toBe(200);
    expect(batch.body.map((each: { allowed: boolean }) => each.allowed)).toEqual([true, false, true]);
    const quotas = await send("quotas", { method: "GET" });
    expect(quotas.body).toMatchObject({
      items: [{ meter: "calls", used: 10, limit: 10, remaining: 0 }],
      nextCursor: null,
    });
  });

  test("a reservation is held, committed and cancelled", async () => {
    await send("release", { body: { meter: "calls", amount: 10 } });
    const held = await send("reservations", { body: { meter: "calls", amount: 6, ttlSeconds: 60 } });
    expect(held).toMatchObject({ status: 201, body: { amount: 6, decision: { used: 6 } } });
    expect((await send(`reservations/${held.body.id}/commit`, { body: { amount: 7 } })).status).toBe(422);
    expect((await send(`reservations/${held.body.id}/commit`, { body: { amount: 2 } })).body).toMatchObject({
      meter: "calls",
      used: 2,
    });
    const other = await send("reservations", { body: { meter: "calls", amount: 6, ttlSeconds: 60 } });
    expect((await send(`reservations/${other.body.id}`, { method: "DELETE" })).status).toBe(204);
  });

  test.each<[body: unknown, status: number]>([
    [{ meter: "calls", amount: "1" }, 422],
    [{ meter: "calls", amount: 0 }, 422],
    [{ meter: "calls", amount: -1 }, 422],
    [{ meter: "calls", amount: 0.1234567 }, 422],
    [{ meter: "calls", amount: 2 ** 53 }, 422],
    [{ meter: "unknown", amount: 1 }, 422],
    [{ meter: "calls", amount: 1, tenantId: "x" }, 422],
    [{ meter: "calls", amount: 1, idempotencyKey: "" }, 422],
    ["{", 400],
    ["", 400],
  ])("a body like %j is %i", async (body, status) => {
    expect((await send("consume", { body })).status).toBe(status);
  });

  test("a rate answers 429 with its own headers", async () => {
    const { id, key } = await newKey(tenants.b, ["quota:consume"]);
    await enterAsOperator(tenants.b, (scope) => setRate(scope, { key: id, calls: 1, per: "minute" }));
    const body = { meter: "calls", amount: 1 };
    expect((await send("consume", { key, body })).headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
    const limited = await send("consume", { key, body });
    expect(limited).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(limited.headers.get("ratelimit-policy")).toBe('"key";q=1;w=60');
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("a key without the scope, and a tenant key for another tenant, get nothing", async () => {
    const { key } = await newKey(tenants.a, ["quota:read"]);
    const body = { meter: "calls", amount: 1 };
    expect((await send("consume", { key, body })).status).toBe(403);
    expect((await send("consume", { body, headers: { "tenantry-tenant": tenants.b.slug } })).status).toBe(404);
    expect((await send("tenants", { method: "GET" })).status).toBe(403);
  });

  test("a platform key makes, changes, suspends and resumes a tenant, and consumes for it", async () => {
    const made = await send("tenants", { key: platform, body: { slug: "cedar", name: "Cedar" } });
    expect(made).toMatchObject({ status: 201, body: { slug: "cedar", status: "Active", plan: "standard" } });
    const changed = await send("tenants/cedar", {
      key: platform,
      method: "PATCH",
      body: { timeZone: "Europe/Berlin" },
    });
    expect(changed.body).toMatchObject({ name: "Cedar", timeZone: "Europe/Berlin" });
    const stale = await send("tenants/cedar", { key: platform, method: "PATCH", body: { name: "C", version: 1 } });
    expect(stale.status).toBe(409);
    const consume = () =>
      send("consume", { key: platform, body: { meter: "calls", amount: 1 }, headers: { "tenantry-tenant": "cedar" } });
    expect((await consume()).status).toBe(200);
    expect((await send("tenants/cedar/suspend", { key: platform, body: { reason: "test" } })).body).toMatchObject({
      status: "Suspended",
      statusReason: "test",
    });
    expect((await consume()).body).toMatchObject({ status: 403, code: "tenant_suspended" });
    expect((await send("tenants/cedar/resume", { key: platform })).body).toMatchObject({ status: "Active" });
    expect((await consume()).status).toBe(200);
    const page = await send("tenants?limit=1&cursor=birch", { key: platform, method: "GET" });
    expect(page.body).toMatchObject({ items: [{ slug: "cedar" }], nextCursor: null });
    expect((await send("tenants/nobody", { key: platform, method: "GET" })).status).toBe(404);
  });

  test("a denial names what can be done where waiting does not help", async () => {
    await newMeter({ slug: "seats", eventType: "seat", aggregation: "sum", valuePath: "$.n" });
    await enterAsOperator(tenants.a, async (scope) => {
      await setQuota(scope, { meter: "seats", period: "none", limit: 2, mode: "hard" });
    });
    const seats = await send("consume", { body: { meter: "seats", amount: 3 } });
    expect(seats.body.detail).toBe(
      "Would exceed seats quota: 0 used + 3 requested > 2. Check usage and release some of it, or have the quota raised.",
    );
    const { body } = await send("consume", { body: { meter: "calls", amount: 11 } });
    expect(body.detail).toBe(
      `${body.decision.reason}. Check usage and have the quota raised: this is more than a whole period has.`,
    );
  });
});

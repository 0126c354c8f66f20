import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../test/database.ts";
import { event } from "../test/usage.ts";
import { newKey, newTenant, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let platform: string;
let own: string;

beforeAll(async () => {
  await world();
  const tenant = await newTenant("ending");
  own = (await newKey(tenant, ["usage:write", "quota:consume"])).key;
  platform = (await newKey("platform", ["tenants:read", "tenants:write", "usage:write"])).key;
});

async function ask(method: string, path: string, key = platform, body?: unknown, headers = {}) {
  const response = await api.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

test("a tenant is deleted, refused everywhere, shown with its day, and restored", async () => {
  const deleted = await ask("DELETE", "/tenants/ending?reason=Contract%20ended");
  expect(deleted).toMatchObject({ status: 200, body: { status: "Terminating", statusReason: "Contract ended" } });
  expect(Date.parse(deleted.body.purgeAt)).toBeGreaterThan(Date.now());
  expect(await ask("DELETE", "/tenants/ending")).toEqual(deleted);
  expect(await ask("GET", "/tenants/ending")).toEqual(deleted);
  expect((await ask("GET", "/tenants?status=Terminating")).body.items).toEqual([deleted.body]);

  const refused = { status: 403, body: { code: "tenant_suspended", detail: expect.stringContaining("being deleted") } };
  expect(await ask("POST", "/events", own, [event("1")])).toMatchObject(refused);
  expect(await ask("POST", "/events", platform, [event("1")], { "tenantry-tenant": "ending" })).toMatchObject(refused);
  expect((await ask("POST", "/tenants/ending/suspend", platform, { reason: "x" })).status).toBe(409);
  expect((await ask("POST", "/tenants/ending/resume")).status).toBe(409);
  expect((await ask("PATCH", "/tenants/ending", platform, { description: "x" })).status).toBe(409);

  expect(await ask("POST", "/tenants/ending/restore")).toMatchObject({
    status: 200,
    body: { status: "Active", purgeAt: null },
  });
  expect((await ask("POST", "/tenants/ending/restore")).status).toBe(409);
  expect((await ask("POST", "/events", own, [event("1")])).body).toMatchObject({ accepted: 1 });
});

test("what is not there cannot be deleted or restored, and only the scope to write may", async () => {
  for (const [method, path] of [
    ["DELETE", "/tenants/nowhere"],
    ["POST", "/tenants/nowhere/restore"],
  ] as const) {
    expect(await ask(method, path)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await ask(method, path.replace("nowhere", "ending"), own)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  }
  expect((await ask("DELETE", `/tenants/ending?reason=${"x".repeat(501)}`)).status).toBe(422);
});

test("the document names both calls and the day", async () => {
  const { body } = await ask("GET", "/openapi.json");
  expect(Object.keys(body.paths["/api/v1/tenants/{slug}"])).toContain("delete");
  expect(body.paths).toHaveProperty(["/api/v1/tenants/{slug}/restore", "post"]);
  expect(body.components.schemas.Tenant.properties).toHaveProperty("purgeAt");
});

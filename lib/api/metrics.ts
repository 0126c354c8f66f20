import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { routePath } from "hono/route";
import { collectDefaultMetrics, Registry } from "prom-client";
import { identifyKey, requireScope } from "../gate/endpoint.ts";
import { addressOf } from "./context.ts";
import { Tally, tallyText } from "./tally.ts";

type Metrics = { registry: Registry; tallies: Map<string, Tally> };
const holder = globalThis as typeof globalThis & { tenantryMetrics?: Metrics };

/** `GET /metrics` for Prometheus, and what it shows of the API. No label names a tenant: their number has no bound. */
export function measure(app: OpenAPIHono): void {
  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    tallyOf(c.req.method, routePath(c, -1)).count(c.res.status, performance.now() - began);
  });
  app.get("/metrics", async (c) => {
    if (!isLocal(c)) requireScope(await identifyKey(c.req.header("authorization"), addressOf(c)), "metrics:read");
    const { registry, tallies } = metrics();
    const text = `${await registry.metrics()}\n${tallyText([...tallies.values()])}`;
    return c.text(text, 200, { "content-type": registry.contentType });
  });
}

/** What is counted of one route. */
export function tallyOf(method: string, route: string): Tally {
  const { tallies } = metrics();
  const name = `${method} ${route}`;
  const known = tallies.get(name);
  if (known) return known;
  const tally = new Tally(method, route);
  tallies.set(name, tally);
  return tally;
}

// A proxy on this machine also connects from loopback; what it forwards says so.
function isLocal(c: Context): boolean {
  const peer = addressOf(c) ?? "";
  const forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"].some(
    (name) => c.req.header(name) !== undefined,
  );
  return !forwarded && (peer === "::1" || peer.startsWith("127."));
}

function metrics(): Metrics {
  holder.tenantryMetrics ??= create();
  return holder.tenantryMetrics;
}

function create(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, tallies: new Map() };
}

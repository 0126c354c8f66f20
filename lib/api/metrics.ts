import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { routePath } from "hono/route";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { identifyKey, requireScope } from "../gate/endpoint.ts";

type Metrics = { registry: Registry; requests: Counter; seconds: Histogram };
const holder = globalThis as typeof globalThis & { tenantryMetrics?: Metrics };

/** `GET /metrics` for Prometheus, and what it shows of the API. No label names a tenant: their number has no bound. */
export function measure(app: OpenAPIHono): void {
  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    const labels = { route: routePath(c, -1), method: c.req.method, status: String(c.res.status) };
    metrics().requests.inc(labels);
    metrics().seconds.observe({ route: labels.route, method: labels.method }, (performance.now() - began) / 1_000);
  });
  app.get("/metrics", async (c) => {
    if (!isLocal(c)) requireScope(await identifyKey(c.req.header("authorization")), "metrics:read");
    const { registry } = metrics();
    return c.text(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
}

// A proxy on this machine also connects from loopback; what it forwards says so.
function isLocal(c: Context): boolean {
  const peer = c.req.header("x-tenantry-ip") ?? "";
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
  const requests = new Counter({
    name: "tenantry_api_requests_total",
    help: "Requests to the HTTP API",
    labelNames: ["route", "method", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "tenantry_api_request_seconds",
    help: "Time to answer, in seconds",
    labelNames: ["route", "method"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  return { registry, requests, seconds };
}

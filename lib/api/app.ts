import { ServerResponse } from "node:http";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { noteCaller } from "./context.ts";
import { apiDocument, apiRoutes, invalid } from "./document.ts";
import { measure } from "./metrics.ts";
import { answerProblem, requestIdOf } from "./problem.ts";

/** The HTTP API and the health of the process. `ready` says why it is not ready, or null. */
export function createApi({ ready }: { ready: () => Promise<string | null> }): OpenAPIHono {
  const app = new OpenAPIHono();
  app.onError((error, c) => answerProblem(c, error instanceof z.ZodError ? invalid(error) : error));
  app.notFound((c) => answerProblem(c, new AppError("not_found", "There is nothing at this address")));
  app.use((c, next) => markAnswer(c, next));
  measure(app);
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const why = await ready();
    if (why !== null) throw new AppError("unavailable", why, { retryAfterSeconds: 1 });
    return c.json({ status: "ready" });
  });
  app.get("/api/v1/openapi.json", (c) => c.json(apiDocument()));
  app.route("/api/v1", apiRoutes());
  return app;
}

// Set on Node's own response where there is one: a Headers object costs as much as the rest of a small answer.
async function markAnswer(c: Context, next: Next): Promise<void> {
  const marks = { "x-request-id": requestIdOf(c), "cache-control": "no-store" };
  const outgoing: unknown = c.env?.outgoing;
  if (outgoing instanceof ServerResponse)
    for (const [name, value] of Object.entries(marks)) outgoing.setHeader(name, value);
  await next();
  noteCaller(c);
  if (!(outgoing instanceof ServerResponse))
    for (const [name, value] of Object.entries(marks)) c.res.headers.set(name, value);
}

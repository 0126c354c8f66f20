import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { apiDocument, apiRoutes, invalid } from "./document.ts";
import { measure } from "./metrics.ts";
import { answerProblem, requestIdOf } from "./problem.ts";

/** The HTTP API and the health of the process. `ready` says why it is not ready, or null. */
export function createApi({ ready }: { ready: () => Promise<string | null> }): OpenAPIHono {
  const app = new OpenAPIHono();
  app.onError((error, c) => answerProblem(c, error instanceof z.ZodError ? invalid(error) : error));
  app.notFound((c) => answerProblem(c, new AppError("not_found", "There is nothing at this address")));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("x-request-id", requestIdOf(c));
    c.res.headers.set("cache-control", "no-store");
  });

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

import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { identifyKey } from "../gate/endpoint.ts";
import { issuesOf } from "../issues.ts";
import { measure } from "./metrics.ts";
import { answerProblem, requestIdOf } from "./problem.ts";
import { keyRoutes } from "./routes/keys.ts";
import { quotaRoutes } from "./routes/quotas.ts";
import { reservationRoutes } from "./routes/reservations.ts";
import { resolveRoutes } from "./routes/resolve.ts";
import { tenantRoutes } from "./routes/tenants.ts";
import { usageRoutes } from "./routes/usage.ts";

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

  const api = new OpenAPIHono({
    // To a stranger a wrong question is no different from a right one.
    defaultHook: async (result, c) => {
      if (result.success) return;
      await identifyKey(c.req.header("authorization"));
      throw invalid(result.error);
    },
  });
  keyRoutes(api);
  resolveRoutes(api);
  usageRoutes(api);
  quotaRoutes(api);
  reservationRoutes(api);
  tenantRoutes(api);
  app.route("/api/v1", api);
  app.doc31("/api/v1/openapi.json", { openapi: "3.1.0", info: { title: "Tenantry", version: "1" } });
  return app;
}

function invalid(error: z.ZodError): AppError {
  return new AppError("invalid", "Some of the input is not valid", { errors: issuesOf(error) });
}

import { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import { AppError } from "../errors.ts";
import { issuesOf } from "../issues.ts";
import { caller } from "./context.ts";
import { keyRoutes } from "./routes/keys.ts";
import { quotaRoutes } from "./routes/quotas.ts";
import { reservationRoutes } from "./routes/reservations.ts";
import { resolveRoutes } from "./routes/resolve.ts";
import { tenantRoutes } from "./routes/tenants.ts";
import { usageRoutes } from "./routes/usage.ts";

const info = {
  title: "Tenantry",
  version: "1",
  description:
    "Resolve a tenant, consume its quota, report its usage. A tenant's key acts for its tenant alone; a platform key names one in the header Tenantry-Tenant.",
};

/** Every route under `/api/v1`, with the schemas that validate it. */
export function apiRoutes(): OpenAPIHono {
  const api = new OpenAPIHono({
    // To a stranger a wrong question is no different from a right one.
    defaultHook: async (result, c) => {
      if (result.success) return;
      await caller(c);
      throw invalid(result.error);
    },
  });
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description: "An API key of a tenant or of the platform",
  });
  keyRoutes(api);
  resolveRoutes(api);
  usageRoutes(api);
  quotaRoutes(api);
  reservationRoutes(api);
  tenantRoutes(api);
  return api;
}

export type ApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

let document: ApiDocument | undefined;

/** The OpenAPI 3.1 document, made of the routes' own schemas. */
export function apiDocument(): ApiDocument {
  document ??= new OpenAPIHono().route("/api/v1", apiRoutes()).getOpenAPI31Document({ openapi: "3.1.0", info });
  return document;
}

/** The problem that tells what is wrong with an input. */
export function invalid(error: z.ZodError): AppError {
  return new AppError("invalid", "Some of the input is not valid", { errors: issuesOf(error) });
}

import type { z } from "zod";
import { AppError, isAppError, problems } from "../errors.ts";
import { issuesOf } from "../issues.ts";
import { log } from "../log.ts";
import { enterTenant, type Surface } from "./enter.ts";
import { identify, origin } from "./identify.ts";
import type { Permission } from "./permissions.ts";
import type { Scope } from "./scope.ts";

/**
 * A read that a page repeats without navigating: a GET handler that answers JSON, for a signed-in person in one tenant.
 * The query string is parsed by `schema`; a repeated name is a list.
 */
export function tenantRead<S extends z.ZodType, T>(
  surface: Surface,
  permission: Permission,
  schema: S,
  query: (scope: Scope, input: z.output<S>) => Promise<T>,
) {
  return async (request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> => {
    try {
      const { tenant } = await params;
      const person = await identify();
      const parsed = schema.safeParse(fromSearch(new URL(request.url).searchParams));
      if (!parsed.success)
        throw new AppError("invalid", "The question is not valid", { errors: issuesOf(parsed.error) });
      const value = await enterTenant(person, surface, await origin(), permission, tenant, (scope) =>
        query(scope, parsed.data),
      );
      return Response.json(value, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      return refusal(error);
    }
  };
}

async function refusal(error: unknown): Promise<Response> {
  const { requestId } = await origin();
  const known = isAppError(error) ? error : new AppError("internal");
  if (known.code === "internal") log().error({ err: error, requestId }, "read failed");
  const body = { code: known.code, message: known.message, errors: known.errors, requestId };
  return Response.json(body, { status: problems[known.code].status, headers: { "cache-control": "no-store" } });
}

function fromSearch(search: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

import type { z } from "zod";
import { AppError, isAppError, problems } from "../errors.ts";
import { issuesOf } from "../issues.ts";
import { log } from "../log.ts";
import { enterStaff, enterTenant, type Surface, viewPlatform, viewTenant } from "./enter.ts";
import { identify, origin } from "./identify.ts";
import type { Permission } from "./permissions.ts";
import type { Scope, StaffScope, ViewScope } from "./scope.ts";

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
      // To a stranger a wrong question is no different from a right one.
      const value = await enterTenant(person, surface, await origin(), permission, tenant, (scope) =>
        query(scope, question(request, schema)),
      );
      return answer(value);
    } catch (error) {
      return refusal(error);
    }
  };
}

/** The same without a transaction, for what is asked again and again. */
export function tenantView<S extends z.ZodType, T>(
  surface: Surface,
  permission: Permission,
  schema: S,
  query: (scope: ViewScope, input: z.output<S>) => Promise<T>,
) {
  return async (request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> => {
    try {
      const { tenant } = await params;
      const person = await identify();
      const value = await viewTenant(person, surface, await origin(), permission, tenant, (scope) =>
        query(scope, question(request, schema)),
      );
      return answer(value);
    } catch (error) {
      return refusal(error);
    }
  };
}

/** The same in the platform's own scope, for staff. */
export function platformView<S extends z.ZodType, T>(
  permission: Permission,
  schema: S,
  query: (scope: ViewScope, input: z.output<S>) => Promise<T>,
) {
  return async (request: Request): Promise<Response> => {
    try {
      const person = await identify();
      const input = question(request, schema);
      return answer(await viewPlatform(person, await origin(), permission, (scope) => query(scope, input)));
    } catch (error) {
      return refusal(error);
    }
  };
}

/** The same across tenants, for staff. */
export function staffRead<S extends z.ZodType, T>(
  permission: Permission,
  schema: S,
  query: (scope: StaffScope, input: z.output<S>) => Promise<T>,
) {
  return async (request: Request): Promise<Response> => {
    try {
      const person = await identify();
      const ask = (scope: StaffScope) => query(scope, question(request, schema));
      return answer(await enterStaff(person, await origin(), permission, ask));
    } catch (error) {
      return refusal(error);
    }
  };
}

/** What a request asks in its query string, without NUL, which no text in PostgreSQL has. @throws AppError `invalid` */
export function question<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const parsed = schema.safeParse(fromSearch(new URL(request.url).searchParams));
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", "The question is not valid", { errors: issuesOf(parsed.error) });
}

function answer(value: unknown): Response {
  return Response.json(value, { headers: { "cache-control": "no-store" } });
}

/** An error as a route's answer. */
export async function refusal(error: unknown): Promise<Response> {
  const { requestId } = await origin();
  const known = isAppError(error) ? error : new AppError("internal");
  if (known.code === "internal") log().error({ err: error, requestId }, "read failed");
  const body = { code: known.code, message: known.message, errors: known.errors, requestId };
  return Response.json(body, { status: problems[known.code].status, headers: { "cache-control": "no-store" } });
}

function fromSearch(search: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name).map((value) => value.replaceAll("\0", ""));
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

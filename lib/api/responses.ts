import { z } from "@hono/zod-openapi";
import { problems } from "../errors.ts";
import type { Permission } from "../gate/permissions.ts";

const codes = Object.keys(problems);

const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("of the code invalid"),
  })
  .openapi("Problem");

/** A route's good answers with the one bad answer all routes share. */
export function withProblems<T extends object>(good: T) {
  return {
    ...good,
    default: { description: "A problem (RFC 9457)", content: { "application/problem+json": { schema: ProblemBody } } },
  };
}

/** Where a route stands in the reference, and the scope without which a key is refused there; any key may, where none is named. */
export function needs(tag: string, scope?: Permission) {
  return { tags: [tag], security: [{ apiKey: scope ? [scope] : [] }] };
}

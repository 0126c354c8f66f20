import { z } from "@hono/zod-openapi";

const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/** A route's good answers with the one bad answer all routes share. */
export function withProblems<T extends object>(good: T) {
  return {
    ...good,
    default: { description: "A problem (RFC 9457)", content: { "application/problem+json": { schema: ProblemBody } } },
  };
}

import type { z } from "zod";
import type { FieldError } from "./errors.ts";

/** A zod error as the list of paths and messages that forms and problems show. What is wrong with the whole has the path `body`. */
export function issuesOf(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join(".") || "body", message: messageOf(issue) }));
}

// A record's bad key says only that it is bad; why stands one level down.
function messageOf(issue: z.core.$ZodIssue): string {
  const inner = issue.code === "invalid_key" ? issue.issues[0] : undefined;
  return inner?.message ?? issue.message;
}

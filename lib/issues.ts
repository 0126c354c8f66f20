import type { z } from "zod";
import type { FieldError } from "./errors.ts";

/** A zod error as the list of paths and messages that forms and problems show. */
export function issuesOf(error: z.ZodError): FieldError[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join(".") || "body", message }));
}

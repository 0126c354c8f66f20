/** The closed list of problem codes the outside may meet, each with its HTTP status and title. */
export const problems = {
  unreadable: { status: 400, title: "The request could not be read" },
  unauthenticated: { status: 401, title: "Sign-in or a valid key is needed" },
  forbidden: { status: 403, title: "Not permitted" },
  tenant_suspended: { status: 403, title: "The tenant is suspended" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "In conflict with the present state" },
  too_large: { status: 413, title: "Too large" },
  unsupported_type: { status: 415, title: "Unsupported content type" },
  invalid: { status: 422, title: "Invalid input" },
  quota_exceeded: { status: 429, title: "Quota exceeded" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong" },
  unavailable: { status: 503, title: "Unavailable for the moment" },
} as const;

export type ErrorCode = keyof typeof problems;

/** One thing wrong with the input: `path` is dotted (`data.tokens`, `3.id`), `message` says what to do. */
export type FieldError = { path: string; message: string };

/** The one error the domain throws. Its message is shown to people, so it never holds SQL or another tenant's name. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  /** Seconds after which a retry makes sense, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = problems[code].title,
    more: { errors?: FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** An `invalid` error that stands beside one field. */
export function invalidField(path: string, message: string): AppError {
  return new AppError("invalid", message, { errors: [{ path, message }] });
}

/** Whether an error is the database's refusal of a second row with the same `index` (its name, or part of it). */
export function isDuplicate(error: unknown, index: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  if (error.code !== "P2002" && error.code !== "23505" && error.code !== "P2010") return false;
  const { message } = error;
  return JSON.stringify([message, "meta" in error && error.meta, "constraint" in error && error.constraint]).includes(
    index,
  );
}

/** Whether an error is ours, also where another copy of this module made it. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError";
}

import type { Context } from "hono";
import { AppError, type FieldError, problems } from "../errors.ts";
import { log } from "../log.ts";
import { type Answer, respond } from "./answer.ts";

/** RFC 9457: what went wrong, without a stack, SQL or another tenant's name. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: FieldError[];
};

type More = { members?: object; headers?: Record<string, string> };

/** Answers any error as `problemAnswer` words it. */
export function answerProblem(c: Context, error: unknown): Response {
  return respond(c, problemAnswer(error, requestIdOf(c)));
}

/** Any error as a problem; one that nobody foresaw shows its request id alone and is logged whole. */
export function problemAnswer(error: unknown, requestId: string, more: More = {}): Answer {
  const known =
    error instanceof AppError
      ? error
      : new AppError("internal", "Something went wrong here; the request id finds it in the log", { cause: error });
  if (known.code === "internal") log().error({ err: error, requestId }, "api request failed");
  const { status, title } = problems[known.code];
  const problem: Problem = {
    type: `urn:tenantry:problem:${known.code}`,
    title,
    status,
    detail: known.message,
    code: known.code,
    requestId,
    ...(known.code === "invalid" ? { errors: known.errors } : {}),
    ...more.members,
  };
  const headers: Record<string, string> = { "content-type": "application/problem+json", "x-request-id": requestId };
  if (known.code === "unauthenticated") headers["www-authenticate"] = 'Bearer realm="tenantry"';
  if (known.retryAfterSeconds !== undefined) headers["retry-after"] = String(known.retryAfterSeconds);
  Object.assign(headers, more.headers);
  return { status, headers, body: JSON.stringify(problem), refusal: refusalText(known) };
}

/** The id this process gave the request. */
export function requestIdOf(c: Context): string {
  return c.req.header("x-request-id") ?? crypto.randomUUID();
}

function refusalText({ message, errors: [first] }: AppError): string {
  return first ? `${message}: ${first.path ? `${first.path} ` : ""}${first.message}` : message;
}

import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Outcome, RateState } from "../domain/quotas/ask.ts";
import { type Decision, quotaLayers, quotaModes } from "../domain/quotas/model.ts";
import { settings } from "../env.ts";
import { AppError } from "../errors.ts";
import { answerProblem } from "./problem.ts";

export const DecisionBody = z
  .object({
    decisionId: z.string().nullable(),
    allowed: z.boolean(),
    meter: z.string(),
    requested: z.number(),
    used: z.number().describe("after an allow with it, at a denial without it"),
    limit: z.number().nullable().describe("null is unlimited"),
    remaining: z.number().nullable(),
    resetsAt: z.string().nullable().describe("null for an allocation"),
    mode: z.enum(quotaModes),
    layer: z.enum(quotaLayers),
    reason: z.string().nullable(),
  })
  .openapi("Decision");

/** An allow as 200, a denial as the 429 that says why and how long. */
export function answerOutcome(
  c: Context,
  { outcome, tenant }: { outcome: Outcome; tenant: { slug: string } },
  meter: string,
  allowed: (decision: Decision) => Response,
): Response {
  if ("refused" in outcome) return rateLimited(c, outcome.rate);
  const { decision, rate, windowSeconds } = outcome;
  if (!decision.allowed) return quotaExceeded(c, { decision, tenant }, meter, windowSeconds);
  const response = allowed(decision);
  if (rate) for (const [name, value] of Object.entries(rateHeaders(rate))) response.headers.set(name, value);
  return response;
}

/** How a batch shows what the rate or an altered repetition refused: each entry has an answer of its own. */
export function refusedInBatch(refused: string, meter: string, requested: number): Decision & { code: string } {
  const reason =
    refused === "conflict"
      ? "This idempotency key was used with another body within 24 hours"
      : "Too many calls; see the rate limit";
  return {
    decisionId: null,
    allowed: false,
    meter,
    requested,
    used: 0,
    limit: null,
    remaining: null,
    resetsAt: null,
    mode: "hard",
    layer: "tenant",
    reason,
    code: refused,
  };
}

function quotaExceeded(
  c: Context,
  { decision, tenant }: { decision: Decision; tenant: { slug: string } },
  meter: string,
  windowSeconds: number | null,
): Response {
  const seconds = decision.resetsAt
    ? Math.max(1, Math.ceil((Date.parse(decision.resetsAt) - Date.now()) / 1000))
    : null;
  // An allocation has no end to wait for; something may be released at any time.
  const retryAfterSeconds = seconds ?? 60;
  const error = new AppError("quota_exceeded", decision.reason ?? undefined, { retryAfterSeconds });
  // The page for whoever reads the program's log; the program has the decision's id.
  const explainUrl = new URL(`/t/${tenant.slug}/decisions/${decision.decisionId}`, settings().url).href;
  const headers = {
    "ratelimit-policy": `"${meter}";q=${whole(decision.limit ?? 0)}${windowSeconds === null ? "" : `;w=${windowSeconds}`}`,
    ratelimit: `"${meter}";r=${whole(decision.remaining ?? 0)}${seconds === null ? "" : `;t=${seconds}`}`,
  };
  return answerProblem(c, error, { members: { decision, explainUrl }, headers });
}

function rateLimited(c: Context, rate: RateState | null): Response {
  const seconds = Math.max(1, rate?.waitSeconds ?? 1);
  const detail = rate
    ? `More than ${rate.calls} calls in ${rate.seconds === 1 ? "a second" : "a minute"}; try again in ${seconds} s`
    : "Too many calls";
  return answerProblem(c, new AppError("rate_limited", detail, { retryAfterSeconds: seconds }), {
    headers: rate ? rateHeaders(rate) : {},
  });
}

function rateHeaders({ policy, calls, seconds, remaining, resetsInSeconds }: RateState): Record<string, string> {
  return {
    "ratelimit-policy": `"${policy}";q=${calls};w=${seconds}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetsInSeconds}`,
  };
}

// Structured fields (RFC 9651) have integers of at most 15 digits.
function whole(amount: number): number {
  return Math.min(Math.floor(amount), 999_999_999_999_999);
}

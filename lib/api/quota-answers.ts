import { z } from "@hono/zod-openapi";
import type { Decided, Outcome, RateState } from "../domain/quotas/ask.ts";
import { type Decision, denialRemedy, quotaLayers, quotaModes } from "../domain/quotas/model.ts";
import { settings } from "../env.ts";
import { AppError } from "../errors.ts";
import type { Answer } from "./answer.ts";
import { problemAnswer } from "./problem.ts";

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
export function outcomeAnswer(asked: Asked & { outcome: Outcome }, allowed: (decision: Decision) => Answer): Answer {
  const { outcome } = asked;
  if ("refused" in outcome) return rateLimited(asked.requestId, outcome.rate);
  const { decision, rate } = outcome;
  if (!decision.allowed) return quotaExceeded(asked, outcome);
  const answer = allowed(decision);
  if (rate) Object.assign(answer.headers, rateHeaders(rate));
  return answer;
}

type Asked = { tenant: { slug: string }; meter: string; requestId: string };

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

function quotaExceeded({ tenant, meter, requestId }: Asked, denied: Decided): Answer {
  const { decision, windowSeconds, resetsInSeconds: seconds } = denied;
  const reason = decision.reason ?? "The quota is exceeded";
  // An allocation has no end to wait for; something may be released at any time.
  const retryAfterSeconds = seconds ?? 60;
  const error = new AppError("quota_exceeded", `${reason}. ${denialRemedy(decision)}`, { retryAfterSeconds });
  // The page for whoever reads the program's log; the program has the decision's id.
  const explainUrl = new URL(`/t/${tenant.slug}/decisions/${decision.decisionId}`, settings().url).href;
  const headers = {
    "ratelimit-policy": `"${meter}";q=${whole(decision.limit ?? 0)}${windowSeconds === null ? "" : `;w=${windowSeconds}`}`,
    ratelimit: `"${meter}";r=${whole(decision.remaining ?? 0)}${seconds === null ? "" : `;t=${seconds}`}`,
  };
  // What is noted of the key is the reason alone.
  return { ...problemAnswer(error, requestId, { members: { decision, explainUrl }, headers }), refusal: reason };
}

function rateLimited(requestId: string, rate: RateState | null): Answer {
  const seconds = Math.max(1, rate?.waitSeconds ?? 1);
  const detail = rate
    ? `More than ${rate.calls} calls in ${rate.seconds === 1 ? "a second" : "a minute"}; try again in ${seconds} s`
    : "Too many calls";
  const error = new AppError("rate_limited", detail, { retryAfterSeconds: seconds });
  return problemAnswer(error, requestId, { headers: rate ? rateHeaders(rate) : {} });
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

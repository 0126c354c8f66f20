import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { admitBatch, heldBack } from "../../domain/quotas/commit-queue.ts";
import { consumeBatch } from "../../domain/quotas/consume.ts";
import {
  CheckQuota,
  ConsumeBatch,
  ConsumeQuota,
  consumesPerBatchMax,
  decisionOutcomes,
  quotaLayers,
  quotaModes,
  ReleaseQuota,
} from "../../domain/quotas/model.ts";
import { decisionById, decisions, quotasOfProgram } from "../../domain/quotas/queries.ts";
import { AppError } from "../../errors.ts";
import { enterProgram, enterTenantWithKey, requireScope, tenantOf, tenantOfCached } from "../../gate/endpoint.ts";
import type { KeyIdentity } from "../../gate/find-key.ts";
import type { Origin } from "../../gate/scope.ts";
import { respond } from "../answer.ts";
import { readInput } from "../body.ts";
import { caller, callerOfFastPath } from "../context.ts";
import { meterCatalogForNames } from "../meter-cache.ts";
import { DecisionBody, refusedInBatch } from "../quota-answers.ts";
import { answerCheck, answerConsume, answerRelease } from "../quota-calls.ts";
import { needs, withProblems } from "../responses.ts";

const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });
const decided = withProblems({ 200: { description: "The decision", content: json(DecisionBody) } });

const check = createRoute({
  method: "post",
  path: "/check",
  ...needs("Quotas", "quota:read"),
  summary: "Would it be allowed?",
  description: "Writes nothing. An amount of 0 asks what is used.",
  request: { body: { required: true, content: json(CheckQuota) } },
  responses: decided,
});
const consume = createRoute({
  method: "post",
  path: "/consume",
  ...needs("Quotas", "quota:consume"),
  summary: "Decide and count, in one durable step",
  description: "A denial is a problem of status 429 with the decision in it.",
  request: { body: { required: true, content: json(ConsumeQuota) } },
  responses: decided,
});
const batch = createRoute({
  method: "post",
  path: "/consume/batch",
  ...needs("Quotas", "quota:consume"),
  summary: "Decide many, in order, each on its own",
  request: { body: { required: true, content: json(ConsumeBatch) } },
  responses: withProblems({ 200: { description: "A decision each", content: json(z.array(DecisionBody)) } }),
});
const release = createRoute({
  method: "post",
  path: "/release",
  ...needs("Quotas", "quota:consume"),
  summary: "Give an allocation back",
  description: "Never refused by a quota, never below 0.",
  request: { body: { required: true, content: json(ReleaseQuota) } },
  responses: decided,
});

const Quota = z
  .object({
    meter: z.string(),
    kind: z.enum(["allocation", "consumption"]),
    period: z.enum(["minute", "hour", "day", "month"]).nullable(),
    used: z.number(),
    limit: z.number().nullable(),
    remaining: z.number().nullable(),
    resetsAt: z.string().nullable(),
    mode: z.enum(quotaModes),
    layer: z.enum(quotaLayers),
  })
  .openapi("Quota");

const listQuotas = createRoute({
  method: "get",
  path: "/quotas",
  ...needs("Quotas", "quota:read"),
  summary: "Each limit of the tenant, with what counts against it",
  responses: withProblems({
    200: {
      description: "All quotas",
      content: json(z.object({ items: z.array(Quota), nextCursor: z.string().nullable() })),
    },
  }),
});

const Kept = DecisionBody.extend({
  at: z.string(),
  outcome: z.enum(decisionOutcomes),
  period: z.enum(["minute", "hour", "day", "month"]).nullable(),
  layers: z.array(
    z.object({
      layer: z.enum(quotaLayers),
      limit: z.number().nullable(),
      mode: z.enum(quotaModes).nullable(),
      setBy: z.string(),
      setAt: z.string(),
      reason: z.string().nullable(),
      endsAt: z.string().nullable(),
    }),
  ),
  keyId: z.string().nullable(),
  ip: z.string().nullable(),
  dimensions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
}).openapi("KeptDecision");

const Page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.uuid().optional() });

const listDecisions = createRoute({
  method: "get",
  path: "/decisions",
  ...needs("Quotas", "quota:read"),
  summary: "Decisions that were kept, newest first",
  description:
    "Denials and warnings; with `outcome`, those alone. Of allows a sample is kept: the first of each meter in a quarter of an hour.",
  request: { query: Page.extend({ outcome: z.enum(decisionOutcomes).optional() }) },
  responses: withProblems({
    200: {
      description: "A page",
      content: json(z.object({ items: z.array(Kept), nextCursor: z.string().nullable() })),
    },
  }),
});
const oneDecision = createRoute({
  method: "get",
  path: "/decisions/{id}",
  ...needs("Quotas", "quota:read"),
  summary: "Why a call was denied, warned of or, where it was sampled, allowed",
  request: { params: z.object({ id: z.uuid() }) },
  responses: withProblems({ 200: { description: "The decision", content: json(Kept) } }),
});

export function quotaRoutes(api: OpenAPIHono): void {
  // Bodies are read by hand: within bounds, gzip or not, and with the one problem form for whatever is wrong with them.
  for (const route of [check, consume, batch, release]) api.openAPIRegistry.registerPath(route);

  api.post("/check", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:read");
    const input = await readInput(c.req.raw, CheckQuota);
    const tenant = await tenantOfCached(key, named);
    return respond(c, await answerCheck({ key, origin, tenant }, input));
  });

  api.post("/consume", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    const input = await readInput(c.req.raw, ConsumeQuota);
    const tenant = await tenantOfCached(key, named);
    return respond(c, await answerConsume({ key, origin, tenant }, input));
  });

  api.post("/consume/batch", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    return c.json(await decideBatch(key, origin, named, c.req.raw).catch(heldBack));
  });

  api.post("/release", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    const input = await readInput(c.req.raw, ReleaseQuota);
    const tenant = await tenantOfCached(key, named);
    return respond(c, await answerRelease({ key, origin, tenant }, input));
  });

  api.openapi(listQuotas, async (c) => {
    const { key, origin, named } = await caller(c);
    requireScope(key, "quota:read");
    const items = await enterProgram(key, origin, "quota:read", await tenantOf(key, named), quotasOfProgram);
    return c.json({ items, nextCursor: null }, 200);
  });

  api.openapi(listDecisions, async (c) => {
    const { key, origin, named } = await caller(c);
    requireScope(key, "quota:read");
    const { limit, cursor, outcome } = c.req.valid("query");
    const page = await enterTenantWithKey(key, origin, "quota:read", await tenantOf(key, named), (scope) =>
      decisions(scope, { before: cursor, limit, ...(outcome ? { outcomes: [outcome] } : {}) }),
    );
    return c.json({ items: page.items, nextCursor: page.next }, 200);
  });

  api.openapi(oneDecision, async (c) => {
    const { key, origin, named } = await caller(c);
    requireScope(key, "quota:read");
    const { id } = c.req.valid("param");
    return c.json(
      await enterTenantWithKey(key, origin, "quota:read", await tenantOf(key, named), (scope) =>
        decisionById(scope, id),
      ),
      200,
    );
  });
}

async function decideBatch(key: KeyIdentity, origin: Origin, named: string | undefined, request: Request) {
  if (key.tenant) admitBatch(key.tenant.id);
  const body = await readInput(request, z.array(z.unknown()));
  if (body.length > consumesPerBatchMax) throw new AppError("too_large", "Send at most 1,000 entries in one request");
  const inputs = ConsumeBatch.parse(body);
  const tenant = await tenantOfCached(key, named);
  const outcomes = await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
    consumeBatch(scope, inputs, meterCatalogForNames),
  );
  return outcomes.map((outcome, at) =>
    "refused" in outcome
      ? refusedInBatch(outcome.refused, inputs[at]?.meter ?? "", inputs[at]?.amount ?? 0)
      : outcome.decision,
  );
}

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { cancelReservation, commitReservation, reserveQuota } from "../../domain/quotas/consume.ts";
import { CommitReservation, ReserveQuota } from "../../domain/quotas/model.ts";
import { enterProgram, requireScope, tenantOfCached } from "../../gate/endpoint.ts";
import { goodAnswer, respond } from "../answer.ts";
import { readInput } from "../body.ts";
import { callerOfFastPath } from "../context.ts";
import { meterCatalogForNames } from "../meter-cache.ts";
import { DecisionBody, outcomeAnswer } from "../quota-answers.ts";
import { needs, withProblems } from "../responses.ts";

const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });
const Id = z.uuid();

const Reservation = z
  .object({ id: z.string(), meter: z.string(), amount: z.number(), expiresAt: z.string(), decision: DecisionBody })
  .openapi("Reservation");

const reserve = createRoute({
  method: "post",
  path: "/reservations",
  ...needs("Reservations", "quota:consume"),
  summary: "Hold an amount for a time",
  description: "What is held counts as used until it is committed, given back, or its time is over.",
  request: { body: { required: true, content: json(ReserveQuota) } },
  responses: withProblems({ 201: { description: "The hold", content: json(Reservation) } }),
});
const commit = createRoute({
  method: "post",
  path: "/reservations/{id}/commit",
  ...needs("Reservations", "quota:consume"),
  summary: "Count what was really used",
  request: { params: z.object({ id: Id }), body: { required: true, content: json(CommitReservation) } },
  responses: withProblems({ 200: { description: "The decision, with what is used now", content: json(DecisionBody) } }),
});
const cancel = createRoute({
  method: "delete",
  path: "/reservations/{id}",
  ...needs("Reservations", "quota:consume"),
  summary: "Give a hold back",
  request: { params: z.object({ id: Id }) },
  responses: withProblems({ 204: { description: "Given back" } }),
});

export function reservationRoutes(api: OpenAPIHono): void {
  for (const route of [reserve, commit, cancel]) api.openAPIRegistry.registerPath(route);

  api.post("/reservations", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    const input = await readInput(c.req.raw, ReserveQuota);
    const tenant = await tenantOfCached(key, named);
    const outcome = await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
      reserveQuota(scope, input, meterCatalogForNames),
    );
    const { meter, amount } = input;
    const answer = outcomeAnswer({ outcome, tenant, meter, requestId: origin.requestId }, (decision) => {
      const expiresAt = "refused" in outcome ? null : outcome.expiresAt;
      return goodAnswer({ id: decision.decisionId, meter, amount, expiresAt, decision }, 201);
    });
    return respond(c, answer);
  });

  api.post("/reservations/:id/commit", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    const id = Id.parse(c.req.param("id"));
    const { amount } = await readInput(c.req.raw, CommitReservation);
    const tenant = await tenantOfCached(key, named);
    return c.json(
      await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
        commitReservation(scope, id, amount, meterCatalogForNames),
      ),
    );
  });

  api.delete("/reservations/:id", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "quota:consume");
    const id = Id.parse(c.req.param("id"));
    const tenant = await tenantOfCached(key, named);
    await enterProgram(key, origin, "quota:consume", tenant, (scope) => cancelReservation(scope, id));
    return c.body(null, 204);
  });
}

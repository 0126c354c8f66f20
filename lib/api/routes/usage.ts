import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { meterBySlug, meters } from "../../domain/meters/queries.ts";
import { type Ingested, recordUsage } from "../../domain/usage/commands.ts";
import { UsageEventInput } from "../../domain/usage/event.ts";
import { admitEvents, heldBack } from "../../domain/usage/event-queue.ts";
import { SeriesQuestion } from "../../domain/usage/model.ts";
import { usageSeries } from "../../domain/usage/queries.ts";
import { windowSizes } from "../../domain/usage/view.ts";
import { AppError } from "../../errors.ts";
import { enterProgram, enterTenantWithKey, requireScope, tenantOf, tenantOfCached } from "../../gate/endpoint.ts";
import type { KeyIdentity } from "../../gate/find-key.ts";
import type { Origin } from "../../gate/scope.ts";
import { readCloudEvents } from "../cloud-events.ts";
import { caller, callerOfFastPath } from "../context.ts";
import { meterCatalogCached } from "../meter-cache.ts";
import { needs, withProblems } from "../responses.ts";

const IngestedBody = z
  .object({
    accepted: z.int().describe("counted durably by this request"),
    duplicates: z.int().describe("counted before, by the same source and id"),
    rejected: z.array(
      z.object({ index: z.int(), code: z.enum(["invalid", "too_late", "too_early"]), detail: z.string() }),
    ),
  })
  .openapi("Ingested");

const events = createRoute({
  method: "post",
  path: "/events",
  ...needs("Usage", "usage:write"),
  summary: "Report usage",
  description:
    "One CloudEvent (structured or binary), or at most 1,000 in an array. An event counts once by source and id.",
  request: {
    body: {
      required: true,
      content: {
        "application/cloudevents+json": { schema: UsageEventInput },
        "application/cloudevents-batch+json": { schema: z.array(UsageEventInput).max(1_000) },
      },
    },
  },
  responses: withProblems({
    200: { description: "What became of the events", content: { "application/json": { schema: IngestedBody } } },
  }),
});

const MeterSlug = z.string().regex(/^[a-z0-9_-]{1,63}$/, "must be a meter's slug");
const Paging = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: MeterSlug.optional() });

const Meter = z
  .object({
    slug: z.string(),
    name: z.string(),
    unit: z.string(),
    eventType: z.string(),
    aggregation: z.string(),
    valuePath: z.string().nullable(),
    groupBy: z.array(z.object({ name: z.string(), path: z.string() })),
  })
  .openapi("Meter");

const listMeters = createRoute({
  method: "get",
  path: "/meters",
  ...needs("Usage", "usage:read"),
  summary: "What is counted",
  request: { query: Paging },
  responses: withProblems({
    200: {
      description: "All meters",
      content: {
        "application/json": { schema: z.object({ items: z.array(Meter), nextCursor: z.string().nullable() }) },
      },
    },
  }),
});

const Query = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  windowSize: z.enum(windowSizes),
  windowTimeZone: z.string().default("UTC"),
  groupBy: z.union([z.string(), z.array(z.string())]).optional(),
});

const Series = z
  .object({
    from: z.string(),
    to: z.string(),
    windowSize: z.enum(windowSizes),
    data: z.array(
      z.object({
        value: z.number(),
        windowStart: z.string(),
        windowEnd: z.string(),
        groupBy: z.record(z.string(), z.string()),
      }),
    ),
  })
  .openapi("UsageSeries");

const query = createRoute({
  method: "get",
  path: "/meters/{slug}/query",
  ...needs("Usage", "usage:read"),
  summary: "A meter's values over time",
  request: { params: z.object({ slug: MeterSlug }), query: Query },
  responses: withProblems({
    200: {
      description: "Values per window; empty windows are left out",
      content: { "application/json": { schema: Series } },
    },
  }),
});

export function usageRoutes(api: OpenAPIHono): void {
  // The body is read by hand: CloudEvents come in three forms, one of them in headers.
  api.openAPIRegistry.registerPath(events);
  api.post("/events", async (c) => {
    const { key, origin, named } = await callerOfFastPath(c);
    requireScope(key, "usage:write");
    return c.json(await report(key, origin, named, c.req.raw).catch(heldBack));
  });

  api.openapi(listMeters, async (c) => {
    const { key, origin, named } = await caller(c);
    requireScope(key, "usage:read");
    const tenant = await tenantOf(key, named);
    const all = await enterTenantWithKey(key, origin, "usage:read", tenant, (scope) => meters(scope));
    const { limit, cursor } = c.req.valid("query");
    const first = cursor === undefined ? 0 : all.findIndex((meter) => meter.slug === cursor) + 1;
    const shown = all.slice(first, first + limit);
    const nextCursor = first + limit < all.length ? (shown.at(-1)?.slug ?? null) : null;
    return c.json({ items: shown.map(({ id: _, ...meter }) => meter), nextCursor }, 200);
  });

  api.openapi(query, async (c) => {
    const { key, origin, named } = await caller(c);
    requireScope(key, "usage:read");
    const tenant = await tenantOf(key, named);
    const { slug } = c.req.valid("param");
    const { from, to, windowSize, windowTimeZone, groupBy } = c.req.valid("query");
    const question = SeriesQuestion.parse({
      from,
      to,
      windowSize,
      timeZone: windowTimeZone,
      groupBy: [groupBy ?? []]
        .flat()
        .flatMap((each) => each.split(","))
        .filter(Boolean),
    });
    const series = await enterTenantWithKey(key, origin, "usage:read", tenant, async (scope) =>
      usageSeries(scope, await meterBySlug(scope, slug), question),
    );
    return c.json(series, 200);
  });
}

async function report(
  key: KeyIdentity,
  origin: Origin,
  named: string | undefined,
  request: Request,
): Promise<Ingested> {
  if (key.tenant) admitEvents(key.tenant.id);
  const { events, single } = await readCloudEvents(request);
  const outcome =
    key.tenant || named ? await ingest(key, origin, named, events) : await ingestBySubject(key, origin, events);
  const [bad] = outcome.rejected;
  if (single && bad)
    throw new AppError("invalid", bad.detail, { errors: [{ path: "event", message: `${bad.code}: ${bad.detail}` }] });
  return outcome;
}

async function ingest(
  key: KeyIdentity,
  origin: Origin,
  named: string | undefined,
  events: unknown[],
): Promise<Ingested> {
  const tenant = await tenantOfCached(key, named);
  return enterProgram(key, origin, "usage:write", tenant, (scope) => recordUsage(scope, events, meterCatalogCached));
}

/** A platform key without a named tenant: each event's subject names its own. */
async function ingestBySubject(key: KeyIdentity, origin: Origin, events: unknown[]): Promise<Ingested> {
  const groups = Map.groupBy(events.keys(), (index) => subjectOf(events[index]));
  const total: Ingested = { accepted: 0, duplicates: 0, rejected: [] };
  for (const [subject, indexes] of groups) {
    try {
      const outcome = await ingest(
        key,
        origin,
        subject,
        indexes.map((index) => events[index]),
      );
      total.accepted += outcome.accepted;
      total.duplicates += outcome.duplicates;
      total.rejected.push(...outcome.rejected.map((each) => ({ ...each, index: indexes[each.index] ?? each.index })));
    } catch (error) {
      const detail = refusalOfSubject(error);
      if (!detail) throw error;
      total.rejected.push(...indexes.map((index) => ({ index, code: "invalid" as const, detail })));
    }
  }
  total.rejected.sort((a, b) => a.index - b.index);
  return total;
}

function refusalOfSubject(error: unknown): string | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === "not_found" || error.code === "invalid") return "subject: names no tenant";
  return error.code === "tenant_suspended" || error.code === "conflict" ? "subject: the tenant is not active" : null;
}

function subjectOf(event: unknown): string {
  const subject = event !== null && typeof event === "object" ? Reflect.get(event, "subject") : undefined;
  return typeof subject === "string" ? subject : "";
}

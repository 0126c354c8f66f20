import { Prisma } from "#generated/prisma/client.ts";
import type { StaffScope } from "../../gate/scope.ts";
import { plans } from "../plans/queries.ts";
import { isolationLevels } from "./choices.ts";
import { tenantCondition } from "./list-filter.ts";
import {
  type Cursor,
  readCursor,
  type TenantQuestion,
  type TenantRow,
  type TenantSort,
  tenantTokens,
  writeCursor,
} from "./list-model.ts";
import { Labels } from "./model.ts";
import { tenantStatuses } from "./status.ts";

export type TenantPage = {
  items: TenantRow[];
  /** Where the next and the previous page begin; null at an end. */
  next: string | null;
  previous: string | null;
};
export type TenantCount = { count: number; estimated: boolean };

/**
 * `found` is how many there are, where that is known. Few are found by the filter's own index and then ordered; where there
 * are many, the first of them come soonest in their order. The planner cannot know which, and guesses wrongly for rare words.
 */
type Asked = TenantQuestion & { base: string; limit: number; found?: TenantCount };

const fewMax = 2_000;

/** A page of the tenants that a filter matches, in either direction from a cursor. */
export async function tenantPage(scope: StaffScope, asked: Asked): Promise<TenantPage> {
  const { limit } = asked;
  const after = ownCursor(asked, asked.after);
  const before = ownCursor(asked, asked.before);
  const condition = await conditionOf(scope, asked);
  const backwards = before !== undefined && after === undefined;
  const rows = await read(scope, asked, condition, backwards ? before : after, backwards);
  const more = rows.length > limit;
  // Back at the beginning: the first page whole, even where rows before it have gone.
  if (backwards && !more) return tenantPage(scope, { ...asked, before: undefined });
  const shown = backwards ? rows.slice(0, limit).toReversed() : rows.slice(0, limit);
  const cursorAt = (row: Row | undefined) => (row ? writeCursor([...row.keys, row.slug]) : null);
  return {
    items: shown.map(view),
    next: backwards || more ? cursorAt(shown.at(-1)) : null,
    previous: backwards || after ? cursorAt(shown[0]) : null,
  };
}

/** How many tenants a filter matches: exactly up to `exactMax`, beyond it as the planner reckons. */
export async function tenantCount(
  scope: StaffScope,
  asked: Pick<Asked, "filter" | "base">,
  exactMax = 20_000,
): Promise<TenantCount> {
  const condition = await conditionOf(scope, asked);
  const from = Prisma.sql`FROM tenant t WHERE ${condition}`;
  const [counted] = await scope.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 ${from} LIMIT ${exactMax + 1}) AS bounded`;
  const count = counted?.count ?? 0;
  if (count <= exactMax) return { count, estimated: false };
  const [plan] = await scope.db.$queryRaw<{ "QUERY PLAN": unknown }[]>`EXPLAIN (FORMAT JSON) SELECT 1 ${from}`;
  return { count: Math.max(count, plannedRows(plan?.["QUERY PLAN"])), estimated: true };
}

/** Every tenant that a filter matches, in batches, each read when the one before it was taken. */
export async function* tenantBatches(scope: StaffScope, asked: Asked): AsyncGenerator<TenantRow[]> {
  for (let after: Cursor | undefined; ; ) {
    const page = await tenantPage(scope, { ...asked, after, before: undefined });
    if (page.items.length > 0) yield page.items;
    if (!page.next) return;
    after = readCursor(page.next);
  }
}

type Row = Omit<TenantRow, "plan" | "createdAt" | "updatedAt" | "labels"> & {
  planSlug: string;
  planName: string;
  labels: unknown;
  createdAt: Date;
  updatedAt: Date;
  keys: string[];
};

/** What rows are ordered by, and how a cursor's text becomes such a value; a text that cannot is no cursor of ours. */
type Key = { sql: Prisma.Sql; type: Prisma.Sql; reads(value: string): boolean };

const textKey = (sql: Prisma.Sql): Key => ({ sql, type: Prisma.sql`text`, reads: (value) => !value.includes("\0") });
const timeKey = (sql: Prisma.Sql): Key => ({
  sql,
  type: Prisma.sql`timestamptz`,
  reads: isMoment,
});
// As PostgreSQL writes it, and nothing that it would not read: JavaScript reads the 30th of February too.
function isMoment(value: string): boolean {
  const form =
    /^(\d{4})-(\d\d)-(\d\d) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?[+-](?:0\d|1[0-5])(?::[0-5]\d)?$/.exec(
      value,
    );
  if (!form) return false;
  const [year, month, date] = form.slice(1).map(Number);
  if (!year || !month || !date) return false;
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
}

const enumKey = (sql: Prisma.Sql, type: Prisma.Sql, known: readonly string[]): Key => ({
  sql,
  type,
  reads: (value) => known.includes(value),
});

const sorts: Record<TenantSort, Key[]> = {
  name: [textKey(Prisma.sql`lower(t.name)`)],
  slug: [],
  status: [enumKey(Prisma.sql`t.status`, Prisma.sql`tenant_status`, tenantStatuses)],
  plan: [
    { sql: Prisma.sql`p.position`, type: Prisma.sql`int`, reads: (value) => /^\d{1,9}$/.test(value) },
    textKey(Prisma.sql`p.slug`),
  ],
  isolation: [enumKey(Prisma.sql`t.isolation`, Prisma.sql`isolation_level`, isolationLevels)],
  region: [textKey(Prisma.sql`t.region`)],
  owner: [textKey(Prisma.sql`t.owner_email`)],
  created: [timeKey(Prisma.sql`t.created_at`)],
  updated: [timeKey(Prisma.sql`t.updated_at`)],
};
const slug = textKey(Prisma.sql`t.slug`);

function read(
  scope: StaffScope,
  { sort, descending, limit, filter, found }: Asked,
  condition: Prisma.Sql,
  cursor: Cursor | undefined,
  backwards: boolean,
): Promise<Row[]> {
  const keys = [...sorts[sort], slug];
  const downwards = descending !== backwards;
  const direction = downwards ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const order = Prisma.join(keys.map((key) => Prisma.sql`${key.sql} ${direction}`));
  const beyond = cursor ? beyondCursor(keys, cursor, downwards) : Prisma.sql`true`;
  const few = filter !== "" && found !== undefined && found.count <= fewMax;
  const source = few
    ? Prisma.sql`(SELECT * FROM tenant t WHERE ${condition} OFFSET 0) t WHERE`
    : Prisma.sql`tenant t WHERE ${condition} AND`;
  const rows = Prisma.sql`SELECT * FROM ${source} ${beyond}`;
  // Only as many tenants as the page shows meet their plans; ordered by plan, only as many of each plan.
  const from =
    sort === "plan"
      ? Prisma.sql`plan p CROSS JOIN LATERAL (${rows} AND t.plan_id = p.id ORDER BY t.slug ${direction} LIMIT ${limit + 1}) t
          WHERE ${cursor ? beyondCursor(keys.slice(0, -1), cursor, downwards, "=") : Prisma.sql`true`}`
      : Prisma.sql`(${rows} ORDER BY ${order} LIMIT ${limit + 1}) t JOIN plan p ON p.id = t.plan_id`;
  const shown = sorts[sort].map((key) => Prisma.sql`${key.sql}::text`);
  return scope.db.$queryRaw<Row[]>`
    SELECT t.tenant_id AS id, t.slug, t.name, t.status::text AS status, t.status_reason AS "statusReason", t.isolation::text AS isolation,
      p.slug AS "planSlug", p.name AS "planName", t.region, t.time_zone AS "timeZone", t.owner_email AS "ownerEmail", t.labels,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt",
      ${shown.length === 0 ? Prisma.sql`'{}'::text[]` : Prisma.sql`ARRAY[${Prisma.join(shown)}]`} AS keys
    FROM ${from} ORDER BY ${order} LIMIT ${limit + 1}`;
}

function beyondCursor(keys: Key[], cursor: Cursor, downwards: boolean, orAt: "=" | "" = ""): Prisma.Sql {
  const left = Prisma.join(keys.map(({ sql }) => sql));
  const right = Prisma.join(keys.map(({ type }, at) => Prisma.sql`${cursor[at]}::text::${type}`));
  return Prisma.sql`(${left}) ${Prisma.raw(`${downwards ? "<" : ">"}${orAt}`)} (${right})`;
}

/** The cursor, if it is one of this order of rows: an address may hold anything. */
function ownCursor({ sort }: Asked, cursor: Cursor | undefined): Cursor | undefined {
  const keys = [...sorts[sort], slug];
  return cursor?.length === keys.length && keys.every((key, at) => key.reads(cursor[at] ?? "")) ? cursor : undefined;
}

async function conditionOf(scope: StaffScope, { filter, base }: Pick<Asked, "filter" | "base">): Promise<Prisma.Sql> {
  return tenantCondition(tenantTokens(filter, await plans(scope)), base);
}

function view({ planSlug, planName, labels, createdAt, updatedAt, keys: _, ...row }: Row): TenantRow {
  return {
    ...row,
    plan: { slug: planSlug, name: planName },
    labels: Labels.catch({}).parse(labels),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function plannedRows(plan: unknown): number {
  const [first] = Array.isArray(plan) ? plan : [];
  const rows: unknown = first?.Plan?.["Plan Rows"];
  return typeof rows === "number" ? rows : 0;
}

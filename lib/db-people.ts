import { hash } from "node:crypto";
import type pg from "pg";
import type { Prisma } from "#generated/prisma/client.ts";
import { channel, handles, reachable } from "./db.ts";
import { tenantFilter } from "./tenant-filter.ts";
import { TenantRead } from "./tenant-read.ts";

/** Reads and writes of exactly one tenant, inside one transaction. */
export type TenantDb = Prisma.TransactionClient;

/** Reads across tenants; the database refuses every write. */
export type StaffDb = Prisma.TransactionClient;

// The models whose rows processes keep in memory.
const remembered = new Set(["Tenant", "ApiKey"]);

/**
 * One unit of work: one transaction in which only the rows of `tenantId` exist. Rolled back when `work` throws. When it wrote what
 * processes remember of a tenant, its commit announces that.
 * @throws AppError `unavailable` when the database is away or its pool stays full for 5 s
 */
export async function inTenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
  requireId(tenantId);
  let changed = false;
  const client = handles().app.$extends(
    tenantFilter(tenantId, (model) => {
      changed ||= remembered.has(model);
    }),
  );
  const result = await reachable(
    client.$transaction(
      async (db) => {
        await db.$executeRawUnsafe(`SET LOCAL app.tenant_id = '${tenantId}'`);
        const result = await work(db as unknown as TenantDb);
        if (changed) await db.$executeRaw`SELECT pg_notify(${channel}, ${tenantId})`;
        return result;
      },
      { maxWait: 5_000, timeout: 15_000 },
    ),
  );
  // This process need not wait for its own announcement to come back.
  if (changed) for (const heard of handles().ears.values()) heard(tenantId);
  return result;
}

/** One prepared statement inside one tenant, context and all in one packet: a tenth of what `inTenant` costs. It may read, not write. */
export async function readInTenant<Row extends pg.QueryResultRow>(
  tenantId: string,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  requireId(tenantId);
  // The pool answers with a promise, also for a query object; its types know of streams alone.
  const query = handles().people.query(new TenantRead(tenantId, name, text, values)) as unknown;
  const { rows } = await reachable(query as Promise<pg.QueryResult<Row>>);
  return rows;
}

/** The same in a unit of work, for what is read beside other things there. */
export function readWithin(db: TenantDb) {
  return <Row extends pg.QueryResultRow>(_name: string, text: string, values: unknown[]): Promise<Row[]> =>
    db.$queryRawUnsafe<Row[]>(text, ...values);
}

/** Reads across tenants, as the role whose policies are SELECT only. */
export function acrossTenants<T>(work: (db: StaffDb) => Promise<T>): Promise<T> {
  return reachable(work(handles().staff));
}

/**
 * Calls one of the narrow functions that answer before a tenant is known. Write it as a tagged template: values become parameters, and
 * the statement stays prepared, so name the columns it is to answer.
 */
export async function beforeTenant<Row extends pg.QueryResultRow>(
  strings: TemplateStringsArray,
  ...values: unknown[]
): Promise<Row[]> {
  const { rows } = await reachable(handles().people.query<Row>({ ...preparedOf(strings), values }));
  return rows;
}

// One for each place in the sources that says so.
const prepared = new WeakMap<TemplateStringsArray, { name: string; text: string }>();

function preparedOf(strings: TemplateStringsArray): { name: string; text: string } {
  const known = prepared.get(strings);
  if (known) return known;
  const text = strings.reduce((before, after, at) => `${before}$${at}${after}`);
  const made = { name: hash("sha1", text, "base64url"), text };
  prepared.set(strings, made);
  return made;
}

function requireId(tenantId: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tenantId))
    throw new TypeError("a tenant id is a lower-case uuid");
}

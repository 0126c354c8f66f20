import { Prisma } from "#generated/prisma/client.ts";
import type { Scope } from "../../gate/scope.ts";
import type { IsolationProbe, SystemFacts, WallProbe } from "./model.ts";

/** What the database says of itself and of who is connected to it. */
export async function systemFacts(scope: Scope): Promise<SystemFacts> {
  const before = Date.now();
  const [clock] = await scope.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const asked = Date.now() - before;
  const [database] = await scope.db.$queryRaw<{ version: string; name: string; bytes: bigint; started: Date }[]>`
    SELECT current_setting('server_version') AS version, current_database() AS name,
      pg_database_size(current_database()) AS bytes, pg_postmaster_start_time() AS started`;
  const migrations = await scope.db.$queryRaw<{ name: string; at: Date | null }[]>`
    SELECT migration_name AS name, finished_at AS at FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY finished_at`;
  const connections = await scope.db.$queryRaw<{ role: string; count: number }[]>`
    SELECT usename::text AS role, count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND usename IS NOT NULL GROUP BY 1 ORDER BY 1`;
  const [months] = await scope.db.$queryRaw<{ last: string | null }[]>`
    SELECT max(replace(right(c.relname, 7), '_', '-')) AS last FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'usage_event_batch'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'`;
  const last = migrations.at(-1);
  return {
    database: {
      version: database?.version ?? "",
      name: database?.name ?? "",
      bytes: Number(database?.bytes ?? 0),
      startedAt: (database?.started ?? new Date()).toISOString(),
    },
    clockAheadMilliseconds: Math.round(before + asked / 2 - (clock?.now.getTime() ?? before)),
    askedMilliseconds: asked,
    migrations: { applied: migrations.length, last: last?.name ?? null, lastAt: last?.at?.toISOString() ?? null },
    connections,
    lastMonth: months?.last ?? null,
  };
}

/**
 * Tries, with the rights of a tenant's own pages, to read other tenants' rows in every table that has tenants, and reads from the
 * catalog whether its wall is forced. The rows it finds must be none.
 */
export async function isolationProbe(scope: Scope): Promise<IsolationProbe> {
  const walls = await scope.db.$queryRaw<{ table: string; forced: boolean; policies: number; readable: boolean }[]>`
    SELECT c.relname::text AS table, c.relrowsecurity AND c.relforcerowsecurity AS forced,
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
      has_table_privilege(c.oid, 'SELECT') AS readable
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`;
  const tables: WallProbe[] = [];
  for (const { table, forced, policies, readable } of walls)
    tables.push({ table, forced, policies, foreignRows: readable ? await foreignRows(scope, table) : 0 });
  const breached = tables
    .filter(({ forced, policies, foreignRows: rows }) => !forced || policies === 0 || rows > 0)
    .map(({ table }) => table);
  return { at: new Date().toISOString(), tables, breached };
}

// The name comes from the catalog; it is quoted all the same. The filter of the client stands aside here: the database is alone.
async function foreignRows(scope: Scope, table: string): Promise<number> {
  const name = Prisma.raw(`"${table.replaceAll('"', '""')}"`);
  const [row] = await scope.db.$queryRaw<{ rows: number }[]>`
    SELECT count(*)::int AS rows FROM (SELECT 1 FROM ${name} WHERE tenant_id <> ${scope.tenant.id}::uuid LIMIT 100) f`;
  return row?.rows ?? 0;
}

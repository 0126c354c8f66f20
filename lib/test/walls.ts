import type pg from "pg";

export type Roles = { app: string; staff: string; engine: string; definer: string; owner: string };

/** Where a definer function must find a row before its tenant is known, or adds up all tenants' days in the platform's scope. */
const lookedUp = ["tenant", "member", "invitation", "teardown", "usage_day"];
/** The directory itself: no two tenants share a slug or a name. */
const acrossTenants = ["tenant_slug_key", "tenant_name_key"];

/** Every hole in the walls between tenants that the database's own catalog shows, as a line each. */
export async function breaches(client: pg.Client, roles: Roles): Promise<string[]> {
  const found = [
    ...(await unprotectedTables(client)),
    ...(await wrongPolicies(client, roles)),
    ...(await wrongKeys(client)),
    ...(await mightyRoles(client, roles)),
    ...(await wrongGrants(client, roles)),
    ...(await leakingViews(client)),
    ...(await looseFunctions(client, roles)),
  ];
  return found.toSorted();
}

/** The tables whose rows belong to a tenant, partitions included. */
export async function tenantTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT relname AS name FROM (${tables}) t ORDER BY 1`);
  return rows.map(({ name }) => name);
}

const tables = `
  SELECT c.* FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`;

async function unprotectedTables(client: pg.Client): Promise<string[]> {
  return lines(
    client,
    `
    SELECT format('%s: row-level security is not %s', relname, CASE WHEN relrowsecurity THEN 'forced' ELSE 'enabled' END) AS line
    FROM (${tables}) t WHERE NOT (relrowsecurity AND relforcerowsecurity)`,
  );
}

type Policy = {
  table: string;
  name: string | null;
  command: string;
  permissive: boolean;
  using: string;
  check: string | null;
  to: string[];
};

async function wrongPolicies(client: pg.Client, { app, staff, definer, owner }: Roles): Promise<string[]> {
  const { rows } = await client.query<Policy>(`
    SELECT t.relname AS table, p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
      pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check,
      (SELECT array_agg(CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END ORDER BY 1) FROM unnest(p.polroles) r) AS to
    FROM (${tables}) t LEFT JOIN pg_policy p ON p.polrelid = t.oid`);
  const own = "(tenant_id = current_tenant_id())";
  const known = rows.filter((row) => row.name !== null).map((row) => `${row.table}.${row.name}`);
  const missing = [...new Set(rows.map((row) => row.table))].flatMap((table) =>
    ["own_tenant", "staff_reads"]
      .filter((name) => !known.includes(`${table}.${name}`))
      .map((name) => `${table}: the policy ${name} is missing`),
  );
  const right = ({ table, name, command, permissive, using, check, to }: Policy): boolean => {
    if (name === "own_tenant")
      return permissive && command === "*" && using === own && check === own && same(to, [app, definer, owner]);
    if (name === "staff_reads") return command === "r" && using === "true" && same(to, [staff]);
    return name === "lookup" && lookedUp.includes(table) && command === "r" && same(to, [definer]);
  };
  const wrong = rows
    .filter((row) => row.name !== null && !right(row))
    .map(({ table, name }) => `${table}: the policy ${name} is not the one all tables share`);
  return [...missing, ...wrong];
}

async function wrongKeys(client: pg.Client): Promise<string[]> {
  const unled = await lines(
    client,
    `
    SELECT format('%s: the unique index %s is not led by tenant_id', t.relname, i.relname) AS line
    FROM (${tables}) t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indisunique AND i.relname <> ALL ($1)
      AND x.indkey[0] <> (SELECT attnum FROM pg_attribute WHERE attrelid = t.oid AND attname = 'tenant_id')`,
    [acrossTenants],
  );
  const keyless = await lines(
    client,
    `
    SELECT format('%s: has no primary key', relname) AS line FROM (${tables}) t
    WHERE NOT EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = t.oid AND x.indisprimary)`,
  );
  const foreign = await lines(
    client,
    `
    SELECT format('%s: the foreign key %s does not carry tenant_id', t.relname, f.conname) AS line
    FROM (${tables}) t JOIN pg_constraint f ON f.conrelid = t.oid AND f.contype = 'f' JOIN (${tables}) o ON o.oid = f.confrelid
    WHERE f.conkey[1] <> (SELECT attnum FROM pg_attribute WHERE attrelid = t.oid AND attname = 'tenant_id')`,
  );
  return [...unled, ...keyless, ...foreign];
}

async function mightyRoles(client: pg.Client, { owner: _, ...roles }: Roles): Promise<string[]> {
  const names = Object.values(roles);
  const attributes = await lines(
    client,
    `
    SELECT format('%s: may more than a role of the product', rolname) AS line FROM pg_roles
    WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin <> (rolname <> $2))`,
    [names, roles.definer],
  );
  const owners = await lines(
    client,
    `
    SELECT format('%s: owns %s', pg_get_userbyid(relowner), relname) AS line FROM pg_class WHERE pg_get_userbyid(relowner) = ANY ($1)
    UNION ALL SELECT format('%s: owns the function %s', pg_get_userbyid(proowner), proname) FROM pg_proc
      WHERE pg_get_userbyid(proowner) = ANY ($1) AND pg_get_userbyid(proowner) <> $2`,
    [names, roles.definer],
  );
  const members = await lines(
    client,
    `
    SELECT format('%s: may become %s', pg_get_userbyid(member), pg_get_userbyid(roleid)) AS line
    FROM pg_auth_members WHERE pg_get_userbyid(member) = ANY ($1)`,
    [names],
  );
  const makers = await lines(
    client,
    `
    SELECT format('%s: may create in the schema or temporary tables', name) AS line FROM unnest($1::text[]) AS name
    WHERE has_schema_privilege(name, 'public', 'CREATE') OR has_database_privilege(name, current_database(), 'TEMPORARY')`,
    [names],
  );
  return [...attributes, ...owners, ...members, ...makers];
}

async function wrongGrants(client: pg.Client, { app, staff, engine }: Roles): Promise<string[]> {
  const { rows } = await client.query<{
    role: string;
    table: string;
    right: string;
    columns: string | null;
    tenant: boolean;
  }>(`
    SELECT pg_get_userbyid(g.grantee) AS role, c.relname AS table, g.privilege_type AS right, NULL AS columns,
      EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS tenant
    FROM pg_class c, aclexplode(c.relacl) g WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner
    UNION ALL
    SELECT pg_get_userbyid(g.grantee), c.relname, g.privilege_type, string_agg(a.attname, ',' ORDER BY a.attname), false
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) g
    WHERE c.relnamespace = 'public'::regnamespace GROUP BY 1, 2, 3`);
  const open = ["plan", "meter", "quota_default", "plan_quota", "quota_layer_change"];
  const people = ["person", "staff_invitation"];
  const facts = "id,meters_version,seeded_at";
  const fair = (role: string, table: string, right: string, columns: string | null, tenant: boolean): boolean => {
    if (table === "_prisma_migrations") return right === "SELECT";
    if (table === "installation" && columns === facts) return right === "SELECT";
    if (role === staff)
      return (
        right === "SELECT" &&
        (tenant ||
          open.includes(table) ||
          (people.includes(table) && columns !== null && !/password|token/.test(columns)))
      );
    // What row-level security opens to the platform's own scope alone.
    const platform = table === "staff_invitation" && right !== "DELETE";
    return (
      role === app &&
      (tenant || platform || open.includes(table)) &&
      ["SELECT", "INSERT", "UPDATE", "DELETE"].includes(right)
    );
  };
  return rows
    .filter(({ role }) => [app, staff, engine, "unknown (OID=0)"].includes(role))
    .filter(({ role, table, right, columns, tenant }) => !fair(role, table, right, columns, tenant))
    .map(({ role, table, right, columns }) => `${role}: has ${right} on ${table}${columns ? ` (${columns})` : ""}`);
}

async function leakingViews(client: pg.Client): Promise<string[]> {
  return lines(
    client,
    `
    SELECT format('%s: a view that reads as its owner', relname) AS line FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
      AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)`,
  );
}

async function looseFunctions(client: pg.Client, { definer, owner }: Roles): Promise<string[]> {
  return lines(
    client,
    `
    SELECT format('%s: a definer function that %s', proname, why) AS line
    FROM pg_proc p, LATERAL (VALUES
      ('belongs to another than the definer role', pg_get_userbyid(proowner) <> CASE WHEN proname IN ('ensure_partitions', 'drop_old_events') THEN $2 ELSE $1 END),
      ('has no fixed search path', NOT coalesce(proconfig @> ARRAY['search_path=public, pg_temp'], false)),
      ('anyone may execute', proacl IS NULL OR EXISTS (SELECT 1 FROM aclexplode(proacl) WHERE grantee = 0))
    ) AS checks(why, broken)
    WHERE p.pronamespace = 'public'::regnamespace AND (p.prosecdef OR pg_get_userbyid(proowner) = $1) AND (broken OR NOT p.prosecdef)`,
    [definer, owner],
  );
}

async function lines(client: pg.Client, sql: string, values?: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(sql, values);
  return rows.map(({ line }) => line);
}

function same(a: string[], b: string[]): boolean {
  return a.toSorted().join() === [...new Set(b)].toSorted().join();
}

import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, inPassing, owners } from "../lib/test/database.ts";
import { breaches, type Roles, tenantTables } from "../lib/test/walls.ts";

describe.each(owners)("the walls between tenants, made by an %s owner", (owner) => {
  const database = freshDatabase(owner);
  let root: pg.Client;
  let roles: Roles;

  beforeAll(async () => {
    root = await database.asRoot();
    const { app, staff, engine, definer } = {
      app: database.role("app"),
      staff: database.role("staff"),
      engine: database.role("engine"),
      definer: database.role("definer"),
    };
    roles = { app, staff, engine, definer, owner: new URL(database.ownerUrl).username };
  });

  test("stand around every table with a tenant", async () => {
    expect(await breaches(root, roles)).toEqual([]);
    expect(await tenantTables(root)).toEqual(
      expect.arrayContaining(["tenant", "api_key", "usage_event_batch", "usage_event_batch_other", "audit_entry"]),
    );
  });

  test("stand around the partitions made later", async () => {
    const client = await database.asOwner();
    await client.query("SELECT ensure_partitions('2026-11-20', '2027-02-03')");
    expect(await tenantTables(root)).toEqual(
      expect.arrayContaining(["usage_event_batch_2026_11", "usage_event_batch_2027_02"]),
    );
    expect(await breaches(root, roles)).toEqual([]);
  });

  test.each<[what: string, sql: (roles: Roles) => string, says: string]>([
    [
      "a table whose owner passes",
      () => "ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY",
      "api_key: row-level security is not forced",
    ],
    [
      "a table that is open",
      () => "ALTER TABLE member DISABLE ROW LEVEL SECURITY",
      "member: row-level security is not enabled",
    ],
    ["a dropped policy", () => "DROP POLICY own_tenant ON namespace", "namespace: the policy own_tenant is missing"],
    [
      "USING (true)",
      () => "ALTER POLICY own_tenant ON invitation USING (true)",
      "invitation: the policy own_tenant is not the one",
    ],
    [
      "WITH CHECK (true)",
      () => "ALTER POLICY own_tenant ON tenant WITH CHECK (true)",
      "tenant: the policy own_tenant is not the one",
    ],
    [
      "no WITH CHECK",
      ({ app, definer, owner: own }) =>
        `DROP POLICY own_tenant ON audit_entry; CREATE POLICY own_tenant ON audit_entry TO ${quoted(app, definer, own)} USING (tenant_id = current_tenant_id())`,
      "audit_entry: the policy own_tenant is not the one",
    ],
    [
      "one more policy",
      ({ app }) => `CREATE POLICY more ON api_key FOR SELECT TO ${quoted(app)} USING (true)`,
      "api_key: the policy more is not the one",
    ],
    [
      "staff who may write",
      ({ staff }) =>
        `DROP POLICY staff_reads ON member; CREATE POLICY staff_reads ON member TO ${quoted(staff)} USING (true)`,
      "member: the policy staff_reads is not the one",
    ],
    [
      "a new table that nobody protected",
      () => "CREATE TABLE note (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id))",
      "note: the policy own_tenant is missing",
    ],
    [
      "a table made as others are, but with a key of its own",
      () => "CREATE TABLE note (tenant_id uuid, id uuid PRIMARY KEY); SELECT protect_tenant_table('note', '')",
      "note: the unique index note_pkey is not led by tenant_id",
    ],
    [
      "a table without a key",
      () => "CREATE TABLE note (tenant_id uuid); SELECT protect_tenant_table('note', '')",
      "note: has no primary key",
    ],
    [
      "a unique value across tenants",
      () => "CREATE UNIQUE INDEX oracle ON member (email)",
      "member: the unique index oracle is not led by tenant_id",
    ],
    [
      "a partition made by hand",
      () =>
        "CREATE TABLE usage_event_batch_2031_01 PARTITION OF usage_event_batch FOR VALUES FROM ('2031-01-01') TO ('2031-02-01')",
      "usage_event_batch_2031_01: row-level security is not enabled",
    ],
    [
      "a view that reads as its owner",
      () => "CREATE VIEW members AS SELECT * FROM member",
      "members: a view that reads as its owner",
    ],
    [
      "a materialized view",
      () => "CREATE MATERIALIZED VIEW members AS SELECT * FROM member",
      "members: a view that reads as its owner",
    ],
    [
      "a function that another owns",
      () => "ALTER FUNCTION find_sign_in(text) OWNER TO CURRENT_USER",
      "find_sign_in: a definer function that belongs to another",
    ],
    [
      "a function whose path can be turned",
      () => "ALTER FUNCTION find_key(uuid, bytea) RESET search_path",
      "find_key: a definer function that has no fixed search path",
    ],
    [
      "a function for everyone",
      () => "GRANT EXECUTE ON FUNCTION find_key(uuid, bytea) TO PUBLIC",
      "find_key: a definer function that anyone may execute",
    ],
    [
      "a role that bypasses",
      ({ app }) => `ALTER ROLE ${quoted(app)} BYPASSRLS`,
      "_app: may more than a role of the product",
    ],
    [
      "a superuser",
      ({ engine }) => `ALTER ROLE ${quoted(engine)} SUPERUSER`,
      "_engine: may more than a role of the product",
    ],
    [
      "a definer who can log in",
      ({ definer }) => `ALTER ROLE ${quoted(definer)} LOGIN`,
      "_definer: may more than a role of the product",
    ],
    ["a role that owns a table", ({ app }) => `ALTER TABLE plan OWNER TO ${quoted(app)}`, "_app: owns plan"],
    [
      "a role that may become a mightier one",
      ({ staff }) => `GRANT pg_read_all_data TO ${quoted(staff)}`,
      "_staff: may become pg_read_all_data",
    ],
    [
      "an engine that reads tables",
      ({ engine }) => `GRANT SELECT ON usage_event_batch TO ${quoted(engine)}`,
      "_engine: has SELECT on usage_event_batch",
    ],
    [
      "staff with a right to write",
      ({ staff }) => `GRANT INSERT ON tenant TO ${quoted(staff)}`,
      "_staff: has INSERT on tenant",
    ],
    [
      "a password's hash that staff read",
      ({ staff }) => `GRANT SELECT (password_hash) ON person TO ${quoted(staff)}`,
      "_staff: has SELECT on person",
    ],
    ["people that tenants read", ({ app }) => `GRANT SELECT ON person TO ${quoted(app)}`, "_app: has SELECT on person"],
    ["a right of everyone", () => "GRANT SELECT ON session TO PUBLIC", "has SELECT on session"],
    [
      "a role that may create",
      ({ app }) => `GRANT CREATE ON SCHEMA public TO ${quoted(app)}`,
      "_app: may create in the schema",
    ],
  ])("the guard finds %s", async (_, sql, says) => {
    const found = await inPassing(root, async (client) => {
      await client.query(sql(roles));
      return breaches(client, roles);
    });
    expect(found.join("\n")).toContain(says);
  });
});

function quoted(...names: string[]): string {
  return [...new Set(names)].map((name) => `"${name}"`).join(", ");
}

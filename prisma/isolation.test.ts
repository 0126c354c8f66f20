import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, inPassing, owners } from "../lib/test/database.ts";
import { fillUsage } from "../lib/test/rows.ts";
import { tenantTables } from "../lib/test/walls.ts";
import { newKey, newMember, type World, world } from "../lib/test/world.ts";

describe.each(owners)("by raw SQL, in a database of an %s owner,", (owner) => {
  const database = freshDatabase(owner);
  let all: World;
  let app: pg.Client;
  let readable: string[];
  let tables: string[];

  beforeAll(async () => {
    all = await world();
    for (const tenant of [all.a, all.b]) {
      await newMember(tenant, "viewer");
      await newKey(tenant, ["usage:write"]);
    }
    app = await database.as("app");
    const root = await database.asRoot();
    tables = await tenantTables(root);
    await fillUsage(root, [all.a, all.b]);
    expect(tables).toContain("usage_unique");
    const { rows } = await app.query(
      "SELECT name FROM unnest($1::text[]) AS name WHERE has_table_privilege(name, 'SELECT')",
      [tables],
    );
    readable = rows.map(({ name }) => name);
    expect(readable.length).toBeGreaterThan(8);
  });

  test("without a tenant there are no rows", async () => {
    for (const table of readable) expect([table, await count(app, table)]).toEqual([table, 0]);
    await inTenant(app, all.a.id, async () => expect(await count(app, "member")).toBe(2));
    // After a transaction the setting reads '' and not null.
    for (const table of readable) expect([table, await count(app, table)]).toEqual([table, 0]);
  });

  test("a tenant sees its own rows in every table, and no other's", async () => {
    await inTenant(app, all.a.id, async () => {
      for (const table of readable) {
        const { rows } = await app.query(`SELECT DISTINCT tenant_id FROM ${table}`);
        expect([table, rows]).toEqual([table, [{ tenant_id: all.a.id }]]);
      }
    });
  });

  test("a setting that is no tenant's id lets nothing through", async () => {
    await expect(inTenant(app, "' OR true --", () => count(app, "member"))).rejects.toThrow(/uuid/);
    expect(await inTenant(app, "ffffffff-ffff-4fff-bfff-ffffffffffff", () => count(app, "member"))).toBe(0);
  });

  test("a tenant can neither write rows of another nor move its own there", async () => {
    const into = (id: string) =>
      `INSERT INTO namespace (tenant_id, id, name) VALUES ('${id}', gen_random_uuid(), 'stolen')`;
    await expect(inTenant(app, all.a.id, () => app.query(into(all.b.id)))).rejects.toMatchObject({ code: "42501" });
    await expect(app.query(into(all.b.id))).rejects.toMatchObject({ code: "42501" });
    for (const table of ["namespace", "member", "api_key", "invitation", "tenant"]) {
      const move = inTenant(app, all.a.id, () => app.query(`UPDATE ${table} SET tenant_id = '${all.b.id}'`));
      await expect(move, table).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("a tenant cannot change or delete what is another's", async () => {
    await inTenant(app, all.a.id, async () => {
      for (const table of ["namespace", "member", "invitation"]) {
        expect((await app.query(`DELETE FROM ${table} WHERE tenant_id = '${all.b.id}'`)).rowCount).toBe(0);
      }
      expect((await app.query("UPDATE tenant SET description = 'taken'")).rowCount).toBe(1);
      expect(
        (await app.query("UPDATE api_key SET revoked_at = now() WHERE tenant_id <> $1", [all.a.id])).rowCount,
      ).toBe(0);
    });
    await inTenant(app, all.b.id, async () => {
      expect((await app.query("SELECT description FROM tenant")).rows).toEqual([{ description: "" }]);
    });
  });

  test("what is counted and audited cannot be changed by the app's role at all", async () => {
    for (const sql of [
      "UPDATE audit_entry SET action = 'x'",
      "DELETE FROM audit_entry",
      "DELETE FROM api_key",
      "UPDATE usage_rollup SET sum = 0",
      "INSERT INTO usage_event_key VALUES (current_tenant_id(), gen_random_uuid(), now())",
      "TRUNCATE member",
    ]) {
      await expect(
        inTenant(app, all.a.id, () => app.query(sql)),
        sql,
      ).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("a partition cannot be read around its table", async () => {
    for (const partition of tables.filter((name) => name.startsWith("usage_event_batch_"))) {
      await expect(
        inTenant(app, all.b.id, () => count(app, partition)),
        partition,
      ).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("only the platform's own scope changes what all tenants share", async () => {
    const insert = "INSERT INTO plan (id, slug, name) VALUES (gen_random_uuid(), 'free', 'Free')";
    await expect(inTenant(app, all.a.id, () => app.query(insert))).rejects.toMatchObject({ code: "42501" });
    const staffing = inTenant(app, all.a.id, () => app.query("SELECT set_staff(gen_random_uuid(), 'admin')"));
    await expect(staffing).rejects.toMatchObject({ code: "42501" });
    expect((await inTenant(app, all.a.id, () => app.query("UPDATE plan SET name = 'Mine'"))).rowCount).toBe(0);
  });

  test("a tenant's scope cannot give a person with a password another one", async () => {
    const { rows } = await (await database.asRoot()).query(
      "UPDATE person SET password_hash = 'kept' WHERE email = 'owner@birch.test' RETURNING id",
    );
    const set = await inTenant(app, all.a.id, () =>
      app.query("SELECT set_password($1, null, 'stolen') AS set", [rows[0].id]),
    );
    expect(set.rows).toEqual([{ set: false }]);
  });

  test("the app's role reads no table of people, sessions or tries", async () => {
    for (const table of ["person", "session", "sign_in_failure"])
      await expect(count(app, table), table).rejects.toMatchObject({ code: "42501" });
    await expect(app.query("SELECT secret_fingerprint FROM installation")).rejects.toMatchObject({ code: "42501" });
  });

  test("staff read every tenant and write nothing", async () => {
    const staff = await database.as("staff");
    const { rows } = await staff.query("SELECT count(DISTINCT tenant_id)::int AS tenants FROM member");
    expect(rows[0].tenants).toBe(2);
    for (const table of [...tables, "plan", "meter", "person"]) {
      const column = ["plan", "meter", "person"].includes(table) ? "id" : "tenant_id";
      for (const sql of [
        `DELETE FROM ${table}`,
        `UPDATE ${table} SET ${column} = ${column}`,
        `INSERT INTO ${table} DEFAULT VALUES`,
      ]) {
        await expect(
          inTenant(staff, all.a.id, () => staff.query(sql)),
          sql,
        ).rejects.toMatchObject({ code: "42501" });
      }
    }
    await expect(staff.query("SELECT password_hash FROM person")).rejects.toMatchObject({ code: "42501" });
    await expect(staff.query("SELECT set_password(gen_random_uuid(), null, 'x')")).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("the engine's role executes its functions and reads no table", async () => {
    const engine = await database.as("engine");
    for (const table of [...tables, "plan", "meter", "person"]) {
      await expect(
        inTenant(engine, all.a.id, () => count(engine, table)),
        table,
      ).rejects.toMatchObject({ code: "42501" });
    }
    expect((await engine.query("SELECT * FROM find_key($1, '\\x00')", [all.a.id])).rows).toEqual([]);
    for (const sql of [
      "SELECT * FROM find_sign_in('owner@alder.test')",
      "SELECT admit_key(gen_random_uuid(), gen_random_uuid(), null)",
      "SELECT set_staff(gen_random_uuid(), 'admin')",
    ]) {
      await expect(engine.query(sql), sql).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("nobody logs in as the definer, and nobody may become another", async () => {
    for (const role of ["app", "staff", "engine"] as const) {
      const client = await database.as(role);
      for (const other of ["definer", "app", "staff", "engine"] as const) {
        if (other === role) continue;
        await expect(client.query(`SET ROLE "${database.role(other)}"`)).rejects.toMatchObject({ code: "42501" });
      }
      await expect(
        client.query("SET SESSION AUTHORIZATION DEFAULT; SET row_security = off; SELECT * FROM tenant"),
      ).rejects.toBeDefined();
    }
    await expect(database.as("definer" as "app")).rejects.toBeDefined();
  });

  // A superuser passes every policy, which is why the product never runs as one.
  if (owner === "ordinary") {
    test("the owner itself sees no tenant's rows without the tenant, but for the directory that its functions look into", async () => {
      const client = await database.asOwner();
      for (const table of tables.filter((each) => !["tenant", "member", "invitation"].includes(each))) {
        expect([table, await count(client, table)]).toEqual([table, 0]);
      }
    });
  }
});

function inTenant<T>(client: pg.Client, tenantId: string, work: () => Promise<T>): Promise<T> {
  return inPassing(client, async () => {
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    return work();
  });
}

async function count(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
  return rows[0]?.count ?? -1;
}

import type pg from "pg";
import { describe, expect, test } from "vitest";
import { tearDownDue } from "../lib/boot/teardowns.ts";
import { runEngine } from "../lib/db.ts";
import { deleteTenant, eraseTenant } from "../lib/domain/tenants/deletion.ts";
import { tenantDetail } from "../lib/domain/tenants/queries.ts";
import { settings } from "../lib/env.ts";
import { setupIsOpen } from "../lib/gate/arrive.ts";
import { enterAsOperator, findTenant } from "../lib/gate/enter.ts";
import { signIn } from "../lib/gate/sign-in.ts";
import { v7 } from "../lib/id.ts";
import { freshDatabase } from "../lib/test/database.ts";
import { seedIfEmpty } from "./seed.ts";

const from = { ip: null, userAgent: null };
const password = "demo-password-of-tests";

/** What the demo promises, looked at past all policies. `until` cuts off what a later run topped up. */
async function worldOf(root: pg.Client, until: Date): Promise<Record<string, unknown>> {
  const { rows } = await root.query(
    `SELECT
      (SELECT json_agg(json_build_array(email, name, staff_role) ORDER BY email) FROM person) AS people,
      (SELECT json_agg(json_build_array(slug, name, status, isolation, created_at < now() - interval '90 days') ORDER BY slug) FROM tenant) AS tenants,
      (SELECT json_agg(json_build_array(email, name, role) ORDER BY email) FROM member) AS members,
      (SELECT json_agg(slug ORDER BY position) FROM meter) AS meters,
      (SELECT json_agg(slug ORDER BY position) FROM plan) AS plans,
      (SELECT json_agg(json_build_array(slug, count) ORDER BY slug) FROM
        (SELECT slug, count(*) FROM usage_event JOIN tenant USING (tenant_id) WHERE time < $1 GROUP BY slug) each) AS events`,
    [until],
  );
  return rows[0];
}

describe("an empty database", () => {
  const database = freshDatabase();
  let world: Record<string, unknown>;
  const until = new Date(Date.now() - 60 * 60_000);

  test("gets the demo world, in which everyone can sign in", async () => {
    const seeded = await seedIfEmpty(settings());
    expect(seeded).toMatchObject({
      password,
      people: expect.arrayContaining([{ email: "admin@tenantry.test", role: expect.stringContaining("staff") }]),
    });
    for (const email of [
      "admin@tenantry.test",
      "support@tenantry.test",
      "billing@tenantry.test",
      "owner@acme.test",
      "owner@vandelay.test",
    ]) {
      expect(await signIn(email, password, from), email).not.toBeNull();
    }
    world = await worldOf(await database.asRoot(), until);
    const tenants = world.tenants as string[][];
    expect(tenants.length).toBeGreaterThanOrEqual(8);
    const states = Object.fromEntries(tenants.map(([slug, , status, isolation]) => [slug, `${status} ${isolation}`]));
    expect(states).toMatchObject({
      acme: "Active Soft",
      initech: "Suspended Soft",
      umbrella: "Active Hard",
      hooli: expect.stringContaining("Pending"),
    });
    expect(states).toHaveProperty("globex");
  });

  test("that has it gets nothing twice, also when two starts come at once", async () => {
    await Promise.all([seedIfEmpty(settings()), seedIfEmpty(settings())]);
    expect(await worldOf(await database.asRoot(), until)).toEqual(world);
  });

  test("that stopped while days were summed up has them summed up again from where its usage is topped up", async () => {
    const root = await database.asRoot();
    const { rows } = await root.query("SELECT seeded_at AS at FROM installation");
    await root.query("UPDATE usage_fold SET folded_at = now(), began_at = now(), tenant = $1", [v7()]);
    await seedIfEmpty(settings());
    const { rows: folds } = await root.query("SELECT began_at, folded_at FROM usage_fold");
    expect(folds).toEqual([{ began_at: null, folded_at: rows[0].at }]);
  });

  test("whose demo was given another password lets everyone in with that one", async () => {
    await seedIfEmpty({ ...settings(), demoPassword: "quite another one" });
    for (const email of ["billing@tenantry.test", "owner@acme.test"]) {
      expect(await signIn(email, "quite another one", from), email).not.toBeNull();
      expect(await signIn(email, password, from), email).toBeNull();
    }
  });

  test("whose tenants were deleted, erased or suspended starts again, and leaves them as they are", async () => {
    const [gone, deleted] = [await findTenant("vandelay", null), await findTenant("globex", null)];
    if (!gone || !deleted) throw new Error("the demo has both");
    await enterAsOperator(gone, (scope) => deleteTenant(scope, {}));
    await enterAsOperator(gone, (scope) => eraseTenant(scope, { slug: "vandelay" }));
    await enterAsOperator(deleted, (scope) => deleteTenant(scope, {}));
    await tearDownDue(runEngine, (error) => {
      throw error;
    });
    await seedIfEmpty(settings());
    expect(await findTenant("vandelay", null)).toBeNull();
    expect(await enterAsOperator(deleted, tenantDetail)).toMatchObject({ status: "Terminating" });
  });
});

describe("an empty database without the demo", () => {
  freshDatabase();

  test("is opened to whoever has the token that was printed, until the set-up is done or another is printed", async () => {
    const tokenOf = async () => {
      const seeded = await seedIfEmpty({ ...settings(), demo: false });
      const url = new URL(seeded && "setupUrl" in seeded ? seeded.setupUrl : "");
      expect(url.origin + url.pathname).toBe("http://localhost:3000/setup");
      return url.searchParams.get("token") ?? "";
    };
    const first = await tokenOf();
    expect(await setupIsOpen(first)).toBe(true);
    const second = await tokenOf();
    expect([await setupIsOpen(first), await setupIsOpen(second)]).toEqual([false, true]);
  });
});

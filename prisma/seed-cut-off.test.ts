import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type pg from "pg";
import { expect, test } from "vitest";
import { settings } from "../lib/env.ts";
import { signIn } from "../lib/gate/sign-in.ts";
import { freshDatabase } from "../lib/test/database.ts";
import { seedIfEmpty } from "./seed.ts";

const database = freshDatabase();
const from = { ip: null, userAgent: null };

const seedAlone = `
  import { openDatabase } from "#lib/db.ts";
  import { seedIfEmpty } from "./prisma/seed.ts";
  const settings = JSON.parse(process.argv[1]);
  openDatabase(settings.ownerUrl, settings.secret);
  await seedIfEmpty({ ...settings, url: new URL(settings.url) });
  process.exit();`;

/** Seeds in a process of its own and kills it outright as soon as there is such a row. */
async function killedAt(root: pg.Client, rows: string): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", seedAlone, JSON.stringify(settings())], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  while (child.exitCode === null) {
    const { rowCount } = await root.query(`SELECT 1 FROM ${rows} LIMIT 1`);
    if (rowCount) child.kill("SIGKILL");
    if (rowCount) break;
    await setTimeout(20);
  }
  await ended;
}

test("a seeding that was killed is gone on with, wherever that was, and ends in the same world", async () => {
  const root = await database.asRoot();
  await killedAt(root, "person WHERE staff_role IS NOT NULL");
  await killedAt(root, "tenant WHERE slug = 'initech'");
  await killedAt(root, "usage_event JOIN tenant USING (tenant_id) WHERE slug = 'initech'");
  await killedAt(root, "tenant WHERE slug = 'vandelay'");
  await seedIfEmpty(settings());
  const { rows: people } = await root.query(
    "SELECT email, staff_role FROM person WHERE staff_role IS NOT NULL ORDER BY email",
  );
  expect
    .soft(people)
    .toEqual(["admin", "billing", "support"].map((role) => ({ email: `${role}@tenantry.test`, staff_role: role })));
  const { rows: tenants } = await root.query(
    "SELECT slug, status, created_at < now() - interval '90 days' AS aged FROM tenant ORDER BY slug",
  );
  expect.soft(tenants.filter((each) => !each.aged)).toEqual([]);
  expect.soft(tenants.length).toBe(12);
  expect.soft(tenants).toEqual(
    expect.arrayContaining([
      { slug: "initech", status: "Suspended", aged: true },
      { slug: "hooli", status: "Pending", aged: true },
    ]),
  );
  const { rows: days } = await root.query(
    "SELECT slug, count(DISTINCT time::date)::int AS days FROM usage_event JOIN tenant USING (tenant_id) GROUP BY slug ORDER BY slug",
  );
  expect.soft(days.filter((each) => each.days < 87)).toEqual([]);
  expect.soft(days.length).toBe(11);
  for (const email of ["support@tenantry.test", "owner@acme.test", "owner@vandelay.test"])
    expect.soft(await signIn(email, "demo-password-of-tests", from), email).not.toBeNull();
}, 240_000);

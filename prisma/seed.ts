import { createHmac, randomBytes } from "node:crypto";
import { verify } from "@node-rs/argon2";
import pg from "pg";
import { addMember } from "../lib/domain/members/commands.ts";
import { createMeter } from "../lib/domain/meters/commands.ts";
import { meters as existingMeters } from "../lib/domain/meters/queries.ts";
import { ensurePerson, setPassword, setStaffRole } from "../lib/domain/people/commands.ts";
import { createPlan, ensurePlans } from "../lib/domain/plans/commands.ts";
import { plans as existingPlans } from "../lib/domain/plans/queries.ts";
import { createTenant, creationSteps, suspendTenant } from "../lib/domain/tenants/commands.ts";
import { tenantDetail } from "../lib/domain/tenants/queries.ts";
import { isErased } from "../lib/domain/tenants/teardowns.ts";
import type { Settings } from "../lib/env.ts";
import { setupHash } from "../lib/gate/arrive.ts";
import { enterAsOperator, enterStaffAsOperator, findTenant } from "../lib/gate/enter.ts";
import type { TenantOfScope } from "../lib/gate/scope.ts";
import { passwordHash } from "../lib/gate/sign-in.ts";
import { v7 } from "../lib/id.ts";
import { importUsage } from "./demo/import.ts";
import { ensureQuotas } from "./demo/quotas.ts";
import { type DemoTenant, meters, plans, staff, tenants } from "./demo/world.ts";

const historyDays = 90;
const dayMilliseconds = 86_400_000;

export type Seeded = { people: { email: string; role: string }[]; password: string } | { setupUrl: string } | null;

/**
 * Makes the demo world in an empty database and tops its usage up in one that has it; without the demo, opens the set-up of an empty one.
 * Simultaneous starters take turns; one that was cut off is gone on with.
 */
export async function seedIfEmpty(settings: Settings): Promise<Seeded> {
  const owner = new pg.Client({ connectionString: settings.ownerUrl });
  // A database that goes away in the middle is told by the query that meets it.
  owner.on("error", () => {});
  await owner.connect();
  try {
    await owner.query("SELECT pg_advisory_lock(hashtext('tenantry seed'))");
    const state = await readState(owner);
    if (settings.demo && (state === "empty" || state === "demo")) return await demo(owner, settings);
    await enterAsOperator("platform", ensurePlans);
    return state === "empty" ? { setupUrl: await openSetup(owner, settings.url) } : null;
  } finally {
    await owner.end();
  }
}

async function readState(owner: pg.Client): Promise<"empty" | "demo" | "own"> {
  const { rows } = await owner.query<{ people: boolean; demo: boolean }>(
    "SELECT EXISTS (SELECT 1 FROM person) AS people, EXISTS (SELECT 1 FROM person WHERE email = $1) AS demo",
    [staff[0].email],
  );
  if (rows[0]?.demo) return "demo";
  return rows[0]?.people ? "own" : "empty";
}

// Each step makes only what is missing, and the last one says how far it came: a start that was cut off is gone on with.
async function demo(owner: pg.Client, settings: Settings): Promise<Seeded> {
  const password = settings.demoPassword ?? demoPassword(settings.secret);
  for (const person of staff) await ensureStaff(owner, person, password);
  await ensureCatalog();
  const until = new Date();
  await owner.query(
    "SELECT ensure_partitions(($1::timestamptz - interval '4 months')::date, ($1::timestamptz + interval '3 months')::date)",
    [until],
  );
  const since = await seededUntil(owner);
  for (const each of tenants) await ensureTenant(owner, each, since, until);
  // What is imported says it was received when it happened: days are summed up again from there.
  await owner.query(
    "UPDATE usage_fold SET folded_at = least(folded_at, $1), began_at = NULL WHERE folded_at IS NOT NULL",
    [since],
  );
  await ensureQuotas(owner);
  await ensureMemberPasswords(owner, password);
  await owner.query("UPDATE installation SET seeded_at = $1", [until]);
  const people = staff.map(({ email, role }) => ({ email, role: `staff, ${role}` }));
  const owners = tenants.map(({ slug }) => ({ email: `owner@${slug}.test`, role: `owner of ${slug}` }));
  return { people: [...people, ...owners.slice(0, 1)], password };
}

async function seededUntil(owner: pg.Client): Promise<Date | null> {
  const { rows } = await owner.query<{ at: Date | null }>("SELECT seeded_at AS at FROM installation");
  return rows[0]?.at ?? null;
}

async function ensureCatalog(): Promise<void> {
  await enterAsOperator("platform", async (scope) => {
    const known = new Set([...(await existingPlans(scope)), ...(await existingMeters(scope))].map(({ slug }) => slug));
    for (const [position, plan] of plans.entries())
      if (!known.has(plan.slug)) await createPlan(scope, { ...plan, position });
    for (const meter of meters) if (!known.has(meter.slug)) await createMeter(scope, meter);
  });
}

async function ensureTenant(owner: pg.Client, demo: DemoTenant, since: Date | null, until: Date): Promise<void> {
  if (await enterStaffAsOperator((scope) => isErased(scope, demo.slug))) return;
  const tenant = (await findTenant(demo.slug, null)) ?? (await makeTenant(demo));
  if (!since) await backdate(owner, tenant.id, demo.owner);
  if (demo.state === "Pending") return;
  const { status } = await enterAsOperator(tenant, tenantDetail);
  // What staff have done to a tenant of the demo stays done.
  if (status !== "Active") return;
  const suspends = demo.state === "Suspended" && !since;
  const last = suspends ? new Date(until.getTime() - 3 * dayMilliseconds) : until;
  await importUsage(owner, tenant, demo, since ?? new Date(until.getTime() - historyDays * dayMilliseconds), last);
  if (suspends) await enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Invoice 30 days overdue" }));
}

async function makeTenant(demo: DemoTenant): Promise<TenantOfScope> {
  const { owner: ownerName, members, pace: _, state, ...input } = demo;
  const tenant = { id: v7(), slug: demo.slug, name: demo.name };
  // The demo's people get their passwords below, so nobody needs an owner's link.
  const left = state === "Pending" ? ["activate", "invite the owner"] : ["invite the owner"];
  const steps = creationSteps.filter(({ name }) => !left.includes(name));
  await enterAsOperator(tenant, async (scope) => {
    await ensurePerson(scope, `owner@${demo.slug}.test`, ownerName);
    await createTenant(scope, { ...input, ownerEmail: `owner@${demo.slug}.test` }, steps);
    for (const { name, local, role } of members)
      await addMember(scope, { email: `${local}@${demo.slug}.test`, name, role });
  });
  return tenant;
}

// A customer of ninety days was not created today; only the owner can say so.
async function backdate(owner: pg.Client, tenantId: string, ownerName: string): Promise<void> {
  await owner.query("BEGIN");
  await owner.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
  await owner.query(
    "UPDATE tenant SET created_at = now() - interval '97 days' WHERE created_at > now() - interval '90 days'",
  );
  await owner.query(
    "UPDATE member SET created_at = now() - interval '97 days', name = CASE WHEN role = 'owner' THEN $1 ELSE name END",
    [ownerName],
  );
  await owner.query("COMMIT");
}

async function ensureStaff(owner: pg.Client, person: (typeof staff)[number], password: string): Promise<void> {
  const { email, name, role } = person;
  if (await knows(owner, email, password)) return;
  const hash = await passwordHash(password);
  await enterAsOperator("platform", async (scope) => {
    const id = await ensurePerson(scope, email, name);
    await setPassword(scope, id, name, hash);
    await setStaffRole(scope, id, role);
  });
}

async function ensureMemberPasswords(owner: pg.Client, password: string): Promise<void> {
  const emails = tenants.flatMap(({ slug, members }) => [
    `owner@${slug}.test`,
    ...members.map(({ local }) => `${local}@${slug}.test`),
  ]);
  const { rows } = await owner.query<{ id: string; hash: string | null }>(
    "SELECT id, password_hash AS hash FROM person WHERE email = ANY ($1) ORDER BY email",
    [emails],
  );
  // They were all given theirs in one step: who has the last has them all.
  const last = rows.at(-1)?.hash;
  if (last && (await verify(last, password))) return;
  const hashes = await Promise.all(rows.map(() => passwordHash(password)));
  await enterAsOperator("platform", async (scope) => {
    for (const [at, { id }] of rows.entries()) await setPassword(scope, id, null, hashes[at] ?? "");
  });
}

async function knows(owner: pg.Client, email: string, password: string): Promise<boolean> {
  const { rows } = await owner.query<{ hash: string | null }>(
    "SELECT password_hash AS hash FROM person WHERE email = $1",
    [email],
  );
  const hash = rows[0]?.hash;
  return hash ? verify(hash, password) : false;
}

// Derived, so that every start can print it and nothing needs to be kept.
function demoPassword(secret: string): string {
  return createHmac("sha256", secret).update("demo password").digest("base64url").replaceAll(/[-_]/g, "").slice(0, 16);
}

async function openSetup(owner: pg.Client, url: URL): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  await owner.query("UPDATE installation SET setup_token_hash = $1", [setupHash(token)]);
  return new URL(`/setup?token=${token}`, url).href;
}

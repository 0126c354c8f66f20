import { beforeAll, expect, test } from "vitest";
import { findInvitation } from "../../gate/arrive.ts";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMeter, tenantInput, tenantToBe, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { invite } from "../members/invitations.ts";
import { quotas } from "../quotas/queries.ts";
import { activateTenant } from "./commands.ts";
import { BeginTenant } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import { beginTenant, runSetupStep, tenantSetup } from "./setup.ts";
import type { SetupStep } from "./setup-steps.ts";

const database = freshDatabase();

beforeAll(async () => {
  await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
});

async function begun(slug: string) {
  const input = BeginTenant.parse({
    ...tenantInput(slug),
    limits: [{ meter: "calls", period: "day", limit: 7, mode: "hard", reason: null }],
  });
  const tenant = await enterAsOperator(tenantToBe(input), (scope) => beginTenant(scope, input));
  return { tenant, run: (step: SetupStep) => enterAsOperator(tenant, (scope) => runSetupStep(scope, { step })) };
}

test("a begun tenant waits Pending, and its steps make it what the form said", async () => {
  const { tenant, run } = await begun("begun");
  expect(tenant).toMatchObject({ status: "Pending", namespaces: ["begun"] });
  expect(await run("limits")).toEqual({ done: ["limits"], invitation: null });
  expect(await enterAsOperator(tenant, quotas)).toMatchObject([{ meter: "calls", limit: 7, layer: "tenant" }]);
  expect((await run("invitation")).invitation).toMatch(/^[\w-]{40,}$/);
  await run("activation");
  expect(await enterAsOperator(tenant, tenantDetail)).toMatchObject({ status: "Active" });
  expect(await enterAsOperator(tenant, tenantSetup)).toBeNull();
  const { items } = await enterAsOperator(tenant, (scope) => auditEntries(scope));
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["tenant.created", "quota.set", "member.invited", "tenant.activated"]),
  );
});

test("a set-up that stopped goes on where it was, and no step runs twice", async () => {
  const { tenant, run } = await begun("stopped");
  await run("limits");
  expect(await enterAsOperator(tenant, tenantSetup)).toMatchObject({ done: ["limits"] });
  const both = await Promise.all([run("invitation"), run("invitation")]);
  expect(both.filter(({ invitation }) => invitation !== null)).toHaveLength(1);
  expect(both.map(({ done }) => done)).toEqual([
    ["limits", "invitation"],
    ["limits", "invitation"],
  ]);
});

test("a step that fails leaves nothing of itself and can be tried again", async () => {
  const { tenant, run } = await begun("failing");
  const root = await database.asRoot();
  await root.query("ALTER TABLE tenant_quota RENAME TO tenant_quota_away");
  try {
    await expect(run("limits")).rejects.toThrow();
    expect(await enterAsOperator(tenant, tenantSetup)).toMatchObject({ done: [] });
  } finally {
    await root.query("ALTER TABLE tenant_quota_away RENAME TO tenant_quota");
  }
  expect(await run("limits")).toEqual({ done: ["limits"], invitation: null });
});

test("goes on where the owner was invited by hand meanwhile, whose link stays good", async () => {
  const { tenant, run } = await begun("invited");
  await run("limits");
  const { token } = await enterAsOperator(tenant, (scope) =>
    invite(scope, { email: tenant.ownerEmail, role: "owner" }),
  );
  expect(await run("invitation")).toEqual({ done: ["limits", "invitation"], invitation: null });
  expect(await findInvitation(token)).toMatchObject({ slug: "invited" });
  await run("activation");
});

test("steps keep their order, and end with the set-up", async () => {
  const { tenant, run } = await begun("ordered");
  await expect(run("activation")).rejects.toMatchObject({ code: "conflict" });
  expect(await enterAsOperator(tenant, tenantDetail)).toMatchObject({ status: "Pending" });
  for (const step of ["limits", "invitation", "activation"] as const) await run(step);
  await expect(run("limits")).rejects.toMatchObject({ code: "conflict" });
  await expect(enterAsOperator(tenant, activateTenant)).rejects.toMatchObject({ code: "conflict" });
});

import { AppError, isAppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { invite } from "../members/invitations.ts";
import { setQuota } from "../quotas/commands.ts";
import { activateTenant, createTenant, creationSteps } from "./commands.ts";
import type { BeginTenant, TenantView } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import { type RunSetupStep, Setup } from "./setup-model.ts";
import { type SetupStep, setupSteps } from "./setup-steps.ts";

const later = ["invite the owner", "activate"];

/**
 * Registers a tenant with its namespace and owner and leaves it Pending, with the steps that are still to be run kept beside it.
 * @throws AppError as `createTenant`
 */
export async function beginTenant(scope: Scope, { limits, ...input }: BeginTenant): Promise<TenantView> {
  const { tenant } = await createTenant(
    scope,
    input,
    creationSteps.filter(({ name }) => !later.includes(name)),
  );
  await scope.db.tenant.updateMany({ data: { setup: { limits, done: [] } } });
  return tenant;
}

/** How far the tenant's set-up has come; null where it is over, or was made in one step. */
export async function tenantSetup(scope: Scope): Promise<Setup | null> {
  const row = await scope.db.tenant.findFirst({ select: { status: true, setup: true } });
  return row?.status === "Pending" ? Setup.catch({ limits: [], done: [] }).parse(row.setup ?? {}) : null;
}

export type StepDone = { done: SetupStep[]; invitation: string | null };

/**
 * Runs one step, or finds it done: two at once run it once. The invitation's token is returned by the run that made it; null where
 * the owner was invited before.
 * @throws AppError `conflict` where a step before it is still to come, or the tenant is no longer Pending
 */
export async function runSetupStep(scope: Scope, { step }: RunSetupStep): Promise<StepDone> {
  // Whoever comes second waits here and then sees what the first has done.
  await scope.db.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${scope.tenant.id}::uuid FOR UPDATE`;
  const setup = await tenantSetup(scope);
  if (!setup) throw new AppError("conflict", "This tenant is set up already");
  if (setup.done.includes(step)) return { done: setup.done, invitation: null };
  const missing = setupSteps.slice(0, setupSteps.indexOf(step)).find((each) => !setup.done.includes(each));
  if (missing) throw new AppError("conflict", `The step “${missing}” comes first`);

  const done = [...setup.done, step];
  await scope.db.tenant.updateMany({ data: { setup: { ...setup, done } } });
  return { done, invitation: await run(scope, step, setup) };
}

async function run(scope: Scope, step: SetupStep, { limits }: Setup): Promise<string | null> {
  if (step === "limits") for (const limit of limits) await setQuota(scope, limit);
  if (step === "activation") await activateTenant(scope);
  if (step !== "invitation") return null;
  const { ownerEmail } = await tenantDetail(scope);
  try {
    return (await invite(scope, { email: ownerEmail, role: "owner" })).token;
  } catch (error) {
    // Someone invited the owner among the members meanwhile: that link is good, and the set-up goes on.
    if (isAppError(error) && error.code === "conflict") return null;
    throw error;
  }
}

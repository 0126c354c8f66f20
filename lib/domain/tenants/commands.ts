import { AppError, invalidField, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import { addMember } from "../members/commands.ts";
import { invite } from "../members/invitations.ts";
import { ensurePerson } from "../people/commands.ts";
import { planBySlug } from "../plans/queries.ts";
import { aspectsOf } from "./choices.ts";
import type { CreateTenant, SuspendTenant, TenantView, UpdateTenant } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import { sourcesOf, type TenantStatus } from "./status.ts";
import { noteCut } from "./surfaces.ts";

type Draft = { scope: Scope; input: CreateTenant; planId: string; ownerId: string; invitation: string };

/**
 * The steps of creation, in order. All run in one transaction: when one fails, nothing of any is left.
 * The scope is that of the new tenant, whose id was made before anything else.
 */
export const creationSteps: { name: string; run(draft: Draft): Promise<void> }[] = [
  { name: "choose the plan", run: choosePlan },
  { name: "find the owner", run: findOwner },
  { name: "register the tenant", run: register },
  { name: "set up its namespace", run: setUpNamespace },
  { name: "seat the owner", run: seatOwner },
  { name: "invite the owner", run: inviteOwner },
  { name: "activate", run: ({ scope }) => move(scope, "Active", null) },
  { name: "audit", run: auditCreation },
];

/**
 * Creates an Active tenant with its namespace and owner, or nothing at all. The owner gets in with `invitation`, a token shown this once.
 * @throws AppError `conflict` naming slug or name when it is taken, `invalid` for an unknown plan
 */
export async function createTenant(
  scope: Scope,
  input: CreateTenant,
  steps = creationSteps,
): Promise<{ tenant: TenantView; invitation: string }> {
  const draft: Draft = { scope, input, planId: "", ownerId: "", invitation: "" };
  for (const step of steps) await step.run(draft);
  return { tenant: await tenantDetail(scope), invitation: draft.invitation };
}

/** Changes what a tenant is. @throws AppError `conflict` when it changed since `version` was read */
export async function updateTenant(
  scope: Scope,
  { version, plan, aspects, ...input }: UpdateTenant,
): Promise<TenantView> {
  const before = await tenantDetail(scope);
  const planId = await planIdOf(scope, plan);
  const { count } = await naming(() =>
    scope.db.tenant.updateMany({
      where: { version, status: { not: "Terminating" } },
      data: { ...input, planId, ...aspectColumns(input.isolation, aspects), version: { increment: 1 } },
    }),
  );
  if (count === 0 && (await tenantDetail(scope)).status === "Terminating")
    throw new AppError("conflict", "This tenant is being deleted. Restore it first, then edit it.");
  if (count === 0)
    throw new AppError("conflict", "Someone changed this tenant meanwhile. Reload to see the change, then edit again.");
  const after = await tenantDetail(scope);
  await record(scope, {
    action: "tenant.updated",
    object: objectOf(after),
    before: facts(before),
    after: facts(after),
  });
  return after;
}

/** Cuts every surface at the next request and keeps all data. Only from Active. */
export async function suspendTenant(scope: Scope, { reason }: SuspendTenant): Promise<TenantView> {
  await move(scope, "Suspended", reason);
  await noteCut(scope);
  return moved(scope, "tenant.suspended", "Active", reason);
}

/** Lets a Pending tenant begin. Only from Pending. */
export async function activateTenant(scope: Scope): Promise<TenantView> {
  await move(scope, "Active", null, ["Pending"]);
  return moved(scope, "tenant.activated", "Pending");
}

/** Opens every surface again. Only from Suspended. */
export async function resumeTenant(scope: Scope): Promise<TenantView> {
  const { status } = await tenantDetail(scope);
  if (status !== "Suspended")
    throw new AppError("conflict", `Only a suspended tenant can be resumed; this one is ${status}`);
  await move(scope, "Active", null, ["Suspended"]);
  return moved(scope, "tenant.resumed", "Suspended");
}

async function choosePlan(draft: Draft): Promise<void> {
  draft.planId = await planIdOf(draft.scope, draft.input.plan);
}

async function findOwner(draft: Draft): Promise<void> {
  draft.ownerId = await ensurePerson(draft.scope, draft.input.ownerEmail);
}

async function register({ scope, input, planId, ownerId }: Draft): Promise<void> {
  const { plan, aspects, ...columns } = input;
  await naming(() =>
    scope.db.tenant.createMany({ data: { ...columns, planId, ownerId, ...aspectColumns(input.isolation, aspects) } }),
  );
  // After the row is in: whoever had the slug until this moment has its tombstone by now.
  const [row] = await scope.db.$queryRaw<{ retired: boolean }[]>`SELECT slug_is_retired(${input.slug}) AS retired`;
  if (row?.retired) throw taken("slug", "A tenant that was deleted had this slug, and it is not given again");
}

async function setUpNamespace({ scope, input }: Draft): Promise<void> {
  await scope.db.namespace.createMany({ data: { name: input.slug } });
}

async function seatOwner({ scope, input, ownerId }: Draft): Promise<void> {
  await addMember(scope, { personId: ownerId, email: input.ownerEmail, role: "owner" });
}

async function inviteOwner(draft: Draft): Promise<void> {
  draft.invitation = (await invite(draft.scope, { email: draft.input.ownerEmail, role: "owner" })).token;
}

async function auditCreation({ scope }: Draft): Promise<void> {
  const created = await tenantDetail(scope);
  await record(scope, { action: "tenant.created", object: objectOf(created), after: facts(created) });
}

/** One legal move, guarded by the database: of two at once, one wins. */
async function move(scope: Scope, to: TenantStatus, reason: string | null, from = sourcesOf(to)): Promise<void> {
  const { count } = await scope.db.tenant.updateMany({
    where: { status: { in: from } },
    data: {
      status: to,
      statusReason: reason,
      statusChangedAt: new Date(),
      statusChangedBy: scope.actor.name,
      version: { increment: 1 },
    },
  });
  if (count === 1) return;
  const { status } = await tenantDetail(scope);
  throw new AppError("conflict", `A tenant that is ${status} cannot become ${to}`);
}

async function moved(scope: Scope, action: string, before: TenantStatus, reason?: string): Promise<TenantView> {
  const after = await tenantDetail(scope);
  await record(scope, {
    action,
    object: objectOf(after),
    before: { status: before },
    after: { status: after.status },
    reason,
  });
  return after;
}

async function planIdOf(scope: Scope, slug: string): Promise<string> {
  const plan = await planBySlug(scope, slug);
  if (!plan) throw invalidField("plan", "No plan has this name; choose one of the list");
  return plan.id;
}

async function naming<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicate(error, "tenant_slug_key") || isDuplicate(error, '"slug"'))
      throw taken("slug", "Another tenant has this slug already");
    if (isDuplicate(error, "tenant_name_key") || isDuplicate(error, "name"))
      throw taken("name", "Another tenant has this name already");
    // A zone that this process knows and the database, which reckons the periods, does not.
    if (error instanceof Error && /time zone .* not recognized/.test(error.message))
      throw invalidField("timeZone", "The database does not know this time zone; give its newer or older name");
    throw error;
  }
}

function taken(path: string, message: string): AppError {
  return new AppError("conflict", message, { errors: [{ path, message }] });
}

function aspectColumns(isolation: CreateTenant["isolation"], custom: CreateTenant["aspects"]) {
  const { data, compute, network } = aspectsOf(isolation, custom);
  return { isolationData: data, isolationCompute: compute, isolationNetwork: network };
}

function objectOf({ id, name }: TenantView) {
  return { kind: "tenant", id, name };
}

function facts({
  slug,
  name,
  status,
  isolation,
  aspects,
  plan,
  ownerEmail,
  description,
  timeZone,
  region,
  labels,
}: TenantView) {
  return { slug, name, status, isolation, aspects, plan: plan.name, ownerEmail, description, timeZone, region, labels };
}

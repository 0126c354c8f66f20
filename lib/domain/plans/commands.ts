import { AppError, invalidField, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { AddPlan, ChangePlan } from "./model.ts";
import { type PlanView, planBySlug, plans } from "./queries.ts";

/** Adds a plan to what tenants can be on. Platform-wide. @throws AppError `invalid` when the slug is taken */
export async function createPlan(
  scope: Scope,
  input: { slug: string; name: string; description: string; position: number },
): Promise<void> {
  const id = v7();
  try {
    await scope.db.plan.createMany({ data: { id, ...input } });
  } catch (error) {
    if (!isDuplicate(error, "slug")) throw error;
    throw invalidField("slug", "Another plan has this slug already");
  }
  await record(scope, { action: "plan.created", object: { kind: "plan", id, name: input.name }, after: input });
}

/** The same at the end of those there are. */
export async function addPlan(scope: Scope, input: AddPlan): Promise<{ slug: string }> {
  await createPlan(scope, { ...input, position: await scope.db.plan.count() });
  return { slug: input.slug };
}

/** Renames a plan or describes it anew; who is on it stays on it. @throws AppError `not_found` */
export async function changePlan(scope: Scope, { plan: slug, ...after }: ChangePlan): Promise<void> {
  const plan = await planBySlug(scope, slug);
  if (!plan) throw new AppError("not_found", "No such plan");
  const before = { name: plan.name, description: plan.description };
  await scope.db.plan.updateMany({ where: { id: plan.id }, data: after });
  await record(scope, {
    action: "plan.updated",
    object: { kind: "plan", id: plan.id, name: plan.name },
    before,
    after,
  });
}

/** All plans; an installation that has none gets a first one, without which no tenant can be made. */
export async function ensurePlans(scope: Scope): Promise<PlanView[]> {
  const known = await plans(scope);
  if (known.length > 0) return known;
  await createPlan(scope, { slug: "standard", name: "Standard", description: "", position: 0 });
  return plans(scope);
}

import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import { type PlanView, plans } from "./queries.ts";

/** Adds a plan to what tenants can be on. Platform-wide. */
export async function createPlan(
  scope: Scope,
  input: { slug: string; name: string; description: string; position: number },
): Promise<void> {
  const id = v7();
  await scope.db.plan.createMany({ data: { id, ...input } });
  await record(scope, { action: "plan.created", object: { kind: "plan", id, name: input.name }, after: input });
}

/** All plans; an installation that has none gets a first one, without which no tenant can be made. */
export async function ensurePlans(scope: Scope): Promise<PlanView[]> {
  const known = await plans(scope);
  if (known.length > 0) return known;
  await createPlan(scope, { slug: "standard", name: "Standard", description: "", position: 0 });
  return plans(scope);
}

import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";

/** Adds a plan to what tenants can be on. Platform-wide. */
export async function createPlan(
  scope: Scope,
  input: { slug: string; name: string; description: string; position: number },
): Promise<void> {
  const id = v7();
  await scope.db.plan.createMany({ data: { id, ...input } });
  await record(scope, { action: "plan.created", object: { kind: "plan", id, name: input.name }, after: input });
}

import type { Scope, StaffScope } from "../../gate/scope.ts";

export type PlanView = { id: string; slug: string; name: string; description: string };

const columns = { id: true, slug: true, name: true, description: true } as const;

/** All plans, in the order in which they are offered. */
export function plans(scope: Scope | StaffScope): Promise<PlanView[]> {
  return scope.db.plan.findMany({ select: columns, orderBy: [{ position: "asc" }, { slug: "asc" }] });
}

/** The plan with this slug; null when there is none. */
export function planBySlug(scope: Scope | StaffScope, slug: string): Promise<PlanView | null> {
  return scope.db.plan.findUnique({ where: { slug }, select: columns });
}

import type { Scope } from "../../gate/scope.ts";
import type { SurfaceCut } from "./model.ts";

/** Writes down that the tenant's surfaces are cut now, and what each let in last: in the transaction that cuts them. */
export async function noteCut(scope: Scope): Promise<void> {
  await scope.db.$queryRaw`SELECT note_cut()::text`;
}

/** What is known of the last cut of each surface; none where the tenant was never cut. */
export function surfaceCuts(scope: Scope): Promise<SurfaceCut[]> {
  return scope.db.accessCut.findMany({ omit: { tenantId: true }, orderBy: { surface: "asc" } });
}

import type { Scope } from "../../gate/scope.ts";
import { meterMadeAt } from "../meters/queries.ts";
import { firstCounted } from "./windows.ts";

/** From when on no use of a meter is 0 rather than unknown. */
export async function knownSince(scope: Scope, meterId: string, tenantMadeAt: Date): Promise<Date> {
  const made = Math.max(tenantMadeAt.getTime(), (await meterMadeAt(scope, meterId)).getTime());
  const first = await firstCounted(scope, meterId);
  return new Date(Math.min(made, first?.getTime() ?? made));
}

import { tenantsByStatus } from "#lib/domain/tenants/queries.ts";
import { shared } from "#lib/gate/shared.ts";

/** How many tenants there are, and in which status; the frame of every page for staff says so. */
export const tenantCounts = shared(async (scope) => {
  const byStatus = await tenantsByStatus(scope);
  return {
    of: new Map(byStatus.map(({ status, count }) => [status, count])),
    total: byStatus.reduce((sum, { count }) => sum + count, 0),
  };
});

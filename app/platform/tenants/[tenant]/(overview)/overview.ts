import { TZDate } from "@date-fns/tz";
import { startOfDay } from "date-fns";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { quotas, tally } from "#lib/domain/quotas/queries.ts";
import { byFill, standingOf, withNames } from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { tenantSetup } from "#lib/domain/tenants/setup.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import type { Scope } from "#lib/gate/scope.ts";

const changesMax = 6;

/** What staff see of a tenant at a glance, as far as this one may. */
export async function overview(scope: Scope) {
  const tenant = await tenantDetail(scope);
  const all = await meters(scope);
  const [first] = all;
  const now = new Date();
  const seesQuotas = scope.can("quota:read");
  const limits = seesQuotas ? withNames(await quotas(scope), all).toSorted(byFill) : [];
  const today = new Date(startOfDay(new TZDate(now, tenant.timeZone)).getTime());
  return {
    tenant,
    readAt: now.toISOString(),
    setup: scope.can("tenants:write") ? await tenantSetup(scope) : null,
    quotas: limits,
    // One whose calls are all refused is not fine, whatever its quotas say.
    standing:
      seesQuotas && tenant.status === "Active" ? standingOf(limits, await tally(scope, today), tenant.timeZone) : null,
    usage:
      first && scope.can("usage:read")
        ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined })
        : null,
    outcomes: seesQuotas ? await outcomeAnswer(scope, { range: "7d" }) : null,
    changes: scope.can("audit:read") ? (await auditEntries(scope, { limit: changesMax })).items : null,
  };
}

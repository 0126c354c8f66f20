import { TZDate } from "@date-fns/tz";
import { startOfDay } from "date-fns";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { quotas, tally } from "#lib/domain/quotas/queries.ts";
import {
  byFill,
  graphOf,
  monthlyOnCards,
  type StandingQuota,
  standingOf,
  withNames,
} from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { tenantSetup } from "#lib/domain/tenants/setup.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { monthEstimates } from "#lib/domain/usage/estimates.ts";
import type { Alone } from "#lib/gate/parts.ts";
import type { Scope } from "#lib/gate/scope.ts";

const changesMax = 6;

/** What staff see of a tenant at a glance, as far as this one may; what fails does so alone. */
export async function overview(scope: Scope, alone: Alone<Scope>) {
  const tenant = await tenantDetail(scope);
  const all = await meters(scope);
  const [first] = all;
  const now = new Date();
  const seesQuotas = scope.can("quota:read");
  const today = new Date(startOfDay(new TZDate(now, tenant.timeZone)).getTime());
  let found: Promise<StandingQuota[]> | undefined;
  const limitsOf = (own: Scope) => {
    found ??= seesQuotas ? quotas(own).then((each) => withNames(each, all)) : Promise.resolve([]);
    return found;
  };
  const standing = async (own: Scope) => {
    const limits = (await limitsOf(own)).toSorted(byFill);
    // One whose calls are all refused is not fine, whatever its quotas say.
    const judged = seesQuotas && tenant.status === "Active";
    return { quotas: limits, standing: judged ? standingOf(limits, await tally(own, today), tenant.timeZone) : null };
  };
  return {
    tenant,
    readAt: now.toISOString(),
    setup: alone(async (own) => (own.can("tenants:write") ? tenantSetup(own) : null)),
    limits: alone(standing),
    estimates: alone(async (own) =>
      seesQuotas ? monthEstimates(own, monthlyOnCards(await limitsOf(own), all), tenant) : [],
    ),
    usage: alone(async (own) =>
      first && own.can("usage:read") ? usageAnswer(own, graphOf(await limitsOf(own), first)) : null,
    ),
    outcomes: alone(async (own) => (seesQuotas ? outcomeAnswer(own, { range: "7d" }) : null)),
    changes: alone(async (own) =>
      own.can("audit:read") ? (await auditEntries(own, { limit: changesMax })).items : null,
    ),
  };
}

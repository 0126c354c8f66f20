import { z } from "zod";
import { meters } from "#lib/domain/meters/queries.ts";
import { quotas } from "#lib/domain/quotas/queries.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { tenantRead } from "#lib/gate/read.ts";

/** What staff see of a tenant beside the list. */
export const GET = tenantRead("platform", "tenants:read", z.object({}), async (scope) => {
  const known = await meters(scope);
  const [first] = known;
  const named = new Map(known.map((meter) => [meter.slug, meter]));
  const limits = (await quotas(scope)).filter(({ limit }) => limit !== null);
  return {
    tenant: await tenantDetail(scope),
    quotas: limits.map((quota) => ({
      ...quota,
      name: named.get(quota.meter)?.name ?? quota.meter,
      unit: named.get(quota.meter)?.unit ?? "",
    })),
    usage: first ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined }) : null,
  };
});

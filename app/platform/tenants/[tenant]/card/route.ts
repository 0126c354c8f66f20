import { z } from "zod";
import { meters } from "#lib/domain/meters/queries.ts";
import { quotas } from "#lib/domain/quotas/queries.ts";
import { withNames } from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { tenantRead } from "#lib/gate/read.ts";

/** What staff see of a tenant beside the list. */
export const GET = tenantRead("platform", "tenants:read", z.object({}), async (scope) => {
  const known = await meters(scope);
  const [first] = known;
  const limits = (await quotas(scope)).filter(({ limit }) => limit !== null);
  return {
    tenant: await tenantDetail(scope),
    quotas: withNames(limits, known),
    usage: first ? await usageAnswer(scope, { meter: first.slug, range: "30d", groupBy: undefined }) : null,
  };
});

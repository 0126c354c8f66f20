import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantsByStatus } from "#lib/domain/tenants/queries.ts";
import { platformDays, topByDenials, topByUsage } from "#lib/domain/usage/days.ts";
import type { DayRange } from "#lib/domain/usage/days-model.ts";
import type { StaffScope } from "#lib/gate/scope.ts";
import { attention } from "./attention.ts";

const topMax = 6;
const changesMax = 6;

export type PlatformOverview = Awaited<ReturnType<ReturnType<typeof overview>>>;

/** All that the platform's overview shows, of a meter that adds up and over some days. */
export function overview(asked: { meter: string | undefined; days: DayRange }) {
  return async (scope: StaffScope) => {
    const counts = new Map((await tenantsByStatus(scope)).map(({ status, count }) => [status, count]));
    const all = await meters(scope);
    const additive = all.filter(({ aggregation }) => aggregation === "sum" || aggregation === "count");
    const meter = additive.find(({ slug }) => slug === asked.meter) ?? additive[0] ?? null;
    return {
      counts,
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      waiting: await attention(scope),
      meters: additive,
      meter,
      days: asked.days,
      series: await platformDays(scope, all, meter, asked.days),
      users: meter ? await topByUsage(scope, meter, asked.days, topMax) : [],
      denied: await topByDenials(scope, all, asked.days, topMax),
      changes: (await auditEntriesOfAll(scope, { limit: changesMax })).items,
      mayCreate: scope.can("tenants:write"),
    };
  };
}

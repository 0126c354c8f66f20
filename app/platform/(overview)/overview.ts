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
    // Each read stands for itself here, on a connection of its own: no transaction holds them together.
    const [byStatus, waiting, audited, all] = await Promise.all([
      tenantsByStatus(scope),
      attention(scope),
      auditEntriesOfAll(scope, { limit: changesMax }),
      meters(scope),
    ]);
    const counts = new Map(byStatus.map(({ status, count }) => [status, count]));
    const additive = all.filter(({ aggregation }) => aggregation === "sum" || aggregation === "count");
    const meter = additive.find(({ slug }) => slug === asked.meter) ?? additive[0] ?? null;
    const [series, users, denied] = await Promise.all([
      platformDays(scope, all, meter, asked.days),
      meter ? topByUsage(scope, meter, asked.days, topMax) : [],
      topByDenials(scope, all, asked.days, topMax),
    ]);
    return {
      counts,
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      waiting,
      meters: additive,
      meter,
      days: asked.days,
      series,
      users,
      denied,
      changes: audited.items,
      mayCreate: scope.can("tenants:write"),
    };
  };
}

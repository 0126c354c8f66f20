import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { tenantsByStatus } from "#lib/domain/tenants/queries.ts";
import { platformDays, topByDenials, topByUsage } from "#lib/domain/usage/days.ts";
import type { DayRange } from "#lib/domain/usage/days-model.ts";
import type { Alone } from "#lib/gate/parts.ts";
import type { StaffScope } from "#lib/gate/scope.ts";
import { attention } from "./attention.ts";

const topMax = 6;
const changesMax = 6;

type Asked = { meter: string | undefined; days: DayRange };
export type PlatformUsage = Awaited<ReturnType<typeof usage>>;

/** All that the platform's overview shows, of a meter that adds up and over some days; what fails does so alone. */
export function overview(asked: Asked) {
  return async (scope: StaffScope, alone: Alone<StaffScope>) => {
    // Each read stands for itself here, on a connection of its own: no transaction holds them together.
    const [counts, waiting, changes, used] = await Promise.all([
      alone(statuses),
      alone(attention),
      alone(async (own) => (await auditEntriesOfAll(own, { limit: changesMax })).items),
      alone((own) => usage(own, alone, asked)),
    ]);
    return { counts, waiting, changes, usage: used, mayCreate: scope.can("tenants:write") };
  };
}

async function statuses(scope: StaffScope) {
  const byStatus = await tenantsByStatus(scope);
  return {
    of: new Map(byStatus.map(({ status, count }) => [status, count])),
    total: byStatus.reduce((sum, { count }) => sum + count, 0),
  };
}

async function usage(scope: StaffScope, alone: Alone<StaffScope>, asked: Asked) {
  const all = await meters(scope);
  const additive = all.filter(({ aggregation }) => aggregation === "sum" || aggregation === "count");
  const meter = additive.find(({ slug }) => slug === asked.meter) ?? additive[0] ?? null;
  const [series, users, denied] = await Promise.all([
    alone((own) => platformDays(own, all, meter, asked.days)),
    alone(async (own) => (meter ? topByUsage(own, meter, asked.days, topMax) : [])),
    alone((own) => topByDenials(own, all, asked.days, topMax)),
  ]);
  return { meters: additive, meter, days: asked.days, series, users, denied };
}

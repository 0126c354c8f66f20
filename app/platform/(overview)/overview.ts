import { auditEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { platformDays, topByDenials, topByUsage } from "#lib/domain/usage/days.ts";
import type { DayRange } from "#lib/domain/usage/days-model.ts";
import type { Alone } from "#lib/gate/parts.ts";
import type { StaffScope } from "#lib/gate/scope.ts";
import { shared } from "#lib/gate/shared.ts";
import { tenantCounts } from "../tenant-counts.ts";
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
      alone((own) => tenantCounts(own, null)),
      alone((own) => waitingOf(own, null)),
      alone((own) => changesOf(own, null)),
      alone((own) => usage(own, alone, asked)),
    ]);
    return { counts, waiting, changes, usage: used, mayCreate: scope.can("tenants:write") };
  };
}

async function usage(scope: StaffScope, alone: Alone<StaffScope>, asked: Asked) {
  const { meters: additive, meter } = await metersOf(scope, asked.meter);
  const [series, users, denied] = await Promise.all([
    alone((own) => seriesOf(own, asked)),
    alone((own) => usersOf(own, asked)),
    alone((own) => deniedOf(own, asked)),
  ]);
  return { meters: additive, meter, days: asked.days, series, users, denied };
}

const waitingOf = shared((scope) => attention(scope));
const changesOf = shared(async (scope) => (await auditEntriesOfAll(scope, { limit: changesMax })).items);

const metersOf = shared(async (scope, slug: string | undefined) => {
  const all = await meters(scope);
  const additive = all.filter(({ aggregation }) => aggregation === "sum" || aggregation === "count");
  return { all, meters: additive, meter: additive.find((each) => each.slug === slug) ?? additive[0] ?? null };
});

const seriesOf = shared(async (scope, { meter: slug, days }: Asked) => {
  const { all, meter } = await metersOf(scope, slug);
  return platformDays(scope, all, meter, days);
});

const usersOf = shared(async (scope, { meter: slug, days }: Asked) => {
  const { meter } = await metersOf(scope, slug);
  return meter ? topByUsage(scope, meter, days, topMax) : [];
});

const deniedOf = shared(async (scope, { meter: slug, days }: Asked) => {
  const { all } = await metersOf(scope, slug);
  return topByDenials(scope, all, days, topMax);
});

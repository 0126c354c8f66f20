import { TZDate } from "@date-fns/tz";
import { startOfDay } from "date-fns";
import { auditEntries } from "#lib/domain/audit/queries.ts";
import { checklist } from "#lib/domain/checklist/queries.ts";
import { keyNames, keys } from "#lib/domain/keys/queries.ts";
import type { MeterView } from "#lib/domain/meters/model.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { decisions, quotas, tally } from "#lib/domain/quotas/queries.ts";
import {
  byFill,
  cardsMax,
  graphOf,
  monthlyOnCards,
  type StandingQuota,
  standingOf,
  withNames,
} from "#lib/domain/quotas/standing.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { monthEstimates } from "#lib/domain/usage/estimates.ts";
import { monthSoFar, usageSeries } from "#lib/domain/usage/queries.ts";
import { formatMonth } from "#lib/format.ts";
import type { Alone } from "#lib/gate/parts.ts";
import type { Scope } from "#lib/gate/scope.ts";

const rowsMax = 6;

export type Overview = Awaited<ReturnType<typeof overview>>;
export type GroupsOfMonth = NonNullable<Awaited<ReturnType<typeof monthByGroup>>>;
export type DoneSteps = NonNullable<Awaited<ReturnType<typeof checklist>>>;

/** All that the overview of a tenant shows, as this person may see it; what fails does so alone. */
export async function overview(scope: Scope, alone: Alone<Scope>) {
  const tenant = await tenantDetail(scope);
  const { timeZone } = tenant;
  const all = await meters(scope);
  const known = new Map(all.map((meter) => [meter.slug, meter]));
  const now = new Date();
  const today = new Date(startOfDay(new TZDate(now, timeZone)).getTime());
  const [first] = all;
  let found: Promise<StandingQuota[]> | undefined;
  const limits = (own: Scope) => {
    found ??= quotas(own).then((each) => withNames(each, all));
    return found;
  };
  return {
    tenant,
    readAt: now.toISOString(),
    month: formatMonth(now, timeZone),
    first,
    limits: alone(async (own) => {
      const found = await limits(own);
      return { quotas: found.toSorted(byFill), standing: standingOf(found, await tally(own, today), timeZone) };
    }),
    estimates: alone(async (own) => monthEstimates(own, estimatedOf(await limits(own), all), tenant)),
    stats: alone((own) => monthSoFar(own, all, timeZone)),
    answer: alone(async (own) => (first ? usageAnswer(own, graphOf(await limits(own), first)) : null)),
    groups: alone((own) => monthByGroup(own, all, timeZone, now)),
    denials: alone((own) => newestDenials(own, known)),
    newestKeys: alone(async (own) => (own.can("keys:read") ? keys(own, { limit: rowsMax }) : [])),
    changes: alone(newestChanges),
    // The steps are for those who can take them.
    steps: alone(async (own) => (own.can("keys:write") && own.can("members:write") ? checklist(own) : null)),
  };
}

// Those of the cards: of a quota that a month resets, and of what no quota speaks of.
function estimatedOf(quotas: readonly StandingQuota[], all: readonly MeterView[]) {
  const rest = all.filter(({ slug }) => !quotas.some(({ meter }) => meter === slug));
  const room = Math.max(0, cardsMax - quotas.length);
  return [...monthlyOnCards(quotas, all), ...rest.slice(0, room).map((meter) => ({ meter, limit: null }))];
}

async function newestChanges(scope: Scope) {
  const changes = scope.can("audit:read") ? (await auditEntries(scope, { limit: rowsMax })).items : [];
  // Whose they are is plain here, and a member has no way into the portal that the tenant's name would lead to.
  return changes.map((each) => ({ ...each, tenant: null }));
}

async function monthByGroup(scope: Scope, all: readonly MeterView[], timeZone: string, now: Date) {
  const meter = all.find(({ groupBy, aggregation }) => groupBy.length > 0 && /sum|count/.test(aggregation));
  const by = meter?.groupBy[0]?.name;
  if (!meter || by === undefined) return null;
  const { data } = await usageSeries(scope, meter, {
    from: now,
    to: new Date(now.getTime() + 1),
    windowSize: "MONTH",
    timeZone,
    groupBy: [by],
  });
  if (data.length === 0) return null;
  return { meter, by, values: data.map(({ value, groupBy }) => ({ name: groupBy[by] ?? "", value })) };
}

async function newestDenials(scope: Scope, known: ReadonlyMap<string, MeterView>) {
  const { items } = await decisions(scope, { limit: rowsMax });
  const names = scope.can("keys:read")
    ? await keyNames(
        scope,
        items.flatMap(({ keyId }) => keyId ?? []),
      )
    : new Map<string, string>();
  return items.map((each) => ({
    ...each,
    meterName: known.get(each.meter)?.name ?? each.meter,
    unit: known.get(each.meter)?.unit ?? "",
    keyName: names.get(each.keyId ?? "") ?? null,
  }));
}

"use client";

import { useMemo } from "react";
import { TimeSeriesChart } from "#components/ui/chart/time-series-chart.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import type { DayOfAll, PlatformDays } from "#lib/domain/usage/days-model.ts";
import { formatCompact, formatDate, formatNumber, formatPercent } from "#lib/format.ts";

const dayMilliseconds = 86_400_000;
const notYet = "Not summed up yet.";

/** How the calls of all tenants were decided, day by day. */
export function PlatformOutcomes({ days, foldedAt, span }: PlatformDays & { span: string }) {
  const series = useMemo(
    () => [
      { id: "allowed", name: "Allowed", color: 1 as const, points: pointsOf(days, "allowed") },
      { id: "warned", name: "Allowed with a warning", color: 2 as const, points: pointsOf(days, "warned") },
      { id: "denied", name: "Denied", tone: "denied" as const, points: pointsOf(days, "denied") },
    ],
    [days],
  );
  return (
    <TimeSeriesChart
      title="Decisions of all tenants"
      unit="calls a day"
      zone="UTC"
      kind="bar"
      height={200}
      summary={foldedAt ? outcomesInWords(days, span) : notYet}
      series={series}
      note={foldedAt && <UpdatedAgo at={foldedAt} />}
      fileName={`decisions-${days.length}-days`}
      foot="Exact counts by UTC day. No calls is 0; a gap is a day before anything was counted."
    />
  );
}

/** What all tenants together used of a meter, day by day. */
export function PlatformUsage({
  days,
  foldedAt,
  span,
  meter,
}: PlatformDays & { span: string; meter: { slug: string; name: string; unit: string } }) {
  const points = useMemo(() => pointsOf(days, "used"), [days]);
  return (
    <TimeSeriesChart
      title={`${meter.name} of all tenants`}
      unit={`${meter.unit} a day`.trim()}
      zone="UTC"
      kind="bar"
      height={200}
      summary={foldedAt ? usageInWords(days, span, meter.unit) : notYet}
      points={points}
      note={foldedAt && <UpdatedAgo at={foldedAt} />}
      fileName={`${meter.slug}-${days.length}-days`}
      foot="By UTC day; what comes late is added to its day. No limit holds for all tenants together."
    />
  );
}

function pointsOf(days: readonly DayOfAll[], of: "used" | "allowed" | "warned" | "denied") {
  return days.map((each, at) => {
    const start = Date.parse(`${each.day}T00:00:00Z`);
    return {
      start: new Date(start).toISOString(),
      end: new Date(start + dayMilliseconds).toISOString(),
      value: each[of],
      incomplete: at === days.length - 1,
    };
  });
}

function outcomesInWords(days: readonly DayOfAll[], span: string): string {
  const total = (of: "allowed" | "warned" | "denied" | "limited") => days.reduce((sum, day) => sum + (day[of] ?? 0), 0);
  const denied = total("denied");
  const all = total("allowed") + total("warned") + denied;
  if (all === 0) return `No call was decided in the ${span}.`;
  const byRate = total("limited") > 0 ? `, ${formatNumber(total("limited"))} of them by a rate limit` : "";
  return `${formatNumber(all)} calls in the ${span}: ${formatNumber(denied)} denied (${formatPercent((denied / all) * 100)})${byRate}, ${formatNumber(total("warned"))} allowed with a warning.`;
}

function usageInWords(days: readonly DayOfAll[], span: string, unit: string): string {
  const known = days.filter(({ used }) => used !== null);
  const sum = known.reduce((whole, { used }) => whole + (used ?? 0), 0);
  if (sum === 0) return `Nothing was counted in the ${span}.`;
  const most = known.reduce((top, day) => ((day.used ?? 0) > (top.used ?? 0) ? day : top));
  return `${formatCompact(sum)} ${unit} in the ${span}, most on ${formatDate(`${most.day}T00:00:00Z`)} with ${formatCompact(most.used ?? 0)}.`;
}

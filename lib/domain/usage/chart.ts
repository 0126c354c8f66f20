import { TZDate } from "@date-fns/tz";
import { addDays, addHours } from "date-fns";
import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import { tenantDetail } from "../tenants/queries.ts";
import type { UsageAnswer, UsageQuestion, UsageRange, UsageWindow } from "./model.ts";
import { usageSeries } from "./queries.ts";

const hours: Record<UsageRange, number> = { "24h": 24, "7d": 168, "30d": 720, "90d": 2_160 };
const seriesMax = 5;

/**
 * The usage graph: every window of the range in the tenant's own time zone, the present one marked. A window in which nothing
 * was counted is 0 for what adds up and a gap for a gauge; before the tenant was made there are gaps. At most 1,000 points.
 */
export async function usageAnswer(scope: Scope, { meter: slug, range, groupBy }: UsageQuestion): Promise<UsageAnswer> {
  const meter = await meterBySlug(scope, slug);
  const { timeZone, createdAt } = await tenantDetail(scope);
  const now = new Date();
  // A gauge is measured a few times a day: hour by hour it would be dots, not a line.
  const hourly = range === "24h" || (range === "7d" && !groupBy && kindOf(meter) === "bar");
  const from = new Date(now.getTime() - hours[range] * 3_600_000);
  const windowSize = hourly ? "HOUR" : "DAY";
  const read = await usageSeries(scope, meter, {
    from,
    to: now,
    windowSize,
    timeZone,
    groupBy: groupBy ? [groupBy] : [],
  });
  const windows = windowsBetween(read.from, now, timeZone, hourly);
  const adds = meter.aggregation === "sum" || meter.aggregation === "count";
  const empty =
    meter.aggregation === "sum" || meter.aggregation === "count" || meter.aggregation === "unique" ? 0 : null;
  const series = seriesOf(read.data, groupBy, adds ? "fold" : "drop").map(({ name, values }) => ({
    name: name || "(none)",
    points: windows.map(({ start, end }) => {
      const known = Date.parse(end) > createdAt.getTime();
      const value = values.get(start) ?? (known ? empty : null);
      return { start, end, value, ...(Date.parse(end) > now.getTime() ? { incomplete: true } : {}) };
    }),
  }));
  return {
    meter: { slug: meter.slug, name: meter.name, unit: meter.unit },
    zone: timeZone,
    range,
    groupBy: groupBy ?? null,
    kind: kindOf(meter),
    series: groupBy ? series : series.map((each) => ({ ...each, name: meter.name })),
    total: adds ? read.data.reduce((sum, each) => sum + each.value, 0) : null,
    readAt: now.toISOString(),
  };
}

type Grouped = { name: string; values: Map<string, number> };

/** The largest groups each by itself; the rest added up, or left out where adding up means nothing. */
function seriesOf(data: UsageWindow[], groupBy: string | undefined, rest: "fold" | "drop"): Grouped[] {
  if (!groupBy) return [{ name: "", values: new Map(data.map(({ windowStart, value }) => [windowStart, value])) }];
  if (data.length === 0) return [{ name: "Nothing", values: new Map() }];
  const groups = [...Map.groupBy(data, (each) => each.groupBy[groupBy] ?? "")].map(([name, rows]) => ({
    name,
    rows,
    size: rows.reduce((sum, each) => sum + each.value, 0),
  }));
  groups.sort((a, b) => b.size - a.size || a.name.localeCompare(b.name));
  const kept = groups
    .slice(0, seriesMax)
    .map(({ name, rows }) => ({ name, values: new Map(rows.map((each) => [each.windowStart, each.value])) }));
  const folded = groups.slice(seriesMax).flatMap(({ rows }) => rows);
  if (folded.length === 0 || rest === "drop") return kept;
  const values = new Map<string, number>();
  for (const { windowStart, value } of folded) values.set(windowStart, (values.get(windowStart) ?? 0) + value);
  return [...kept, { name: "Other", values }];
}

function windowsBetween(from: string, until: Date, zone: string, hourly: boolean): { start: string; end: string }[] {
  const windows: { start: string; end: string }[] = [];
  let start = new TZDate(from, zone);
  while (start.getTime() < until.getTime()) {
    const end = hourly ? addHours(start, 1) : addDays(start, 1);
    windows.push({ start: new Date(start.getTime()).toISOString(), end: new Date(end.getTime()).toISOString() });
    start = end;
  }
  return windows;
}

function kindOf({ aggregation }: MeterView): "bar" | "line" {
  return aggregation === "sum" || aggregation === "count" || aggregation === "unique" ? "bar" : "line";
}

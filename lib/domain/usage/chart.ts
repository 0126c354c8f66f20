import { invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import type { LimitStep } from "../quotas/limit-history.ts";
import { limitedPeriods, limitSteps } from "../quotas/limits.ts";
import type { QuotaPeriod } from "../quotas/model.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { cutOf } from "./cut.ts";
import { evenSteps } from "./even-steps.ts";
import { usageForecast } from "./forecasts.ts";
import { groupsOf, valuesOf } from "./groups.ts";
import { knownSince } from "./known-since.ts";
import { usageMarks } from "./marks.ts";
import type { UsageAnswer, UsageLimit, UsageQuestion } from "./model.ts";
import { isLonger, periodStart, runningTotals } from "./running.ts";
import { thin } from "./thin.ts";
import type { UsageShow, WindowSize } from "./view.ts";
import { pointsMax } from "./window-size.ts";
import { usageWindows, type Windows } from "./windows.ts";
import type { Cut } from "./windows-between.ts";

type Asked = Partial<UsageQuestion> & { meter: string };

/**
 * The usage graph. A window in which nothing was counted is 0 for what adds up and a gap for a gauge. Before the tenant and the
 * meter were made, unless something was counted earlier, and after now there are gaps. Days and months are the tenant's own;
 * shorter windows follow the asked zone. At most 1,000 points, and what was done to get there is said in `notes`.
 * @throws AppError `not_found` for the meter, `invalid` for a group it does not have or a range that reaches over nothing
 */
export async function usageAnswer(scope: Scope, asked: Asked): Promise<UsageAnswer> {
  const now = new Date();
  const question = { ...asked, range: asked.range ?? "30d" };
  const meter = await meterBySlug(scope, question.meter);
  const { timeZone, createdAt } = await tenantDetail(scope);
  const kind = kindOf(meter);
  const group = groupAt(meter, question.groupBy);
  const lines = (group === null ? 1 : 6) * (question.compare ? 2 : 1);
  const { bounds, cut, notes } = cutOf({ ...question, kind, lines }, timeZone, now);
  const periods = await limitedPeriods(scope, meter.id);
  const shows = showsOf(meter, cut.windowSize, periods);
  const show = shows.find((each) => each === question.show) ?? "bucket";
  const known = { since: await knownSince(scope, meter.id, createdAt), now, empty: emptyOf(meter) };

  const read = await readFrom(cut, null);
  const groups = groupsOf(read.all, meter, group !== null);
  const before = { ...cut, from: bounds.before, to: bounds.from };
  const earlier = question.compare
    ? await readFrom(
        before,
        groups.flatMap(({ key }) => key ?? []),
      )
    : null;
  const series = groups.map(({ key, ...each }) => ({
    ...each,
    values: read.lineOf({ key, ...each }),
    previous: earlier ? sized(earlier.lineOf({ key, ...each }), read.windows.length) : null,
  }));

  const held = limitPeriod(show, kind, cut.windowSize, periods);
  const period = held ?? (adds(meter) ? spreadPeriod(cut.windowSize, periods) : null);
  const [first, last] = [read.windows[0], read.windows.at(-1)];
  const steps =
    period && first && last ? await limitSteps(scope, meter, period, new Date(first.start), new Date(last.end)) : null;
  const limit = steps?.findLast(({ at }) => Date.parse(at) <= now.getTime())?.value ?? null;
  const forecast =
    held && group === null
      ? await usageForecast(scope, meter, {
          show,
          since: known.since,
          now,
          zone: timeZone,
          limit,
          windows: read.windows,
        })
      : null;
  const thinned = thin(
    read.windows,
    series.flatMap(({ values, previous }) => (previous ? [values, previous] : [values])),
    pointsMax,
  );
  const lineAt = (index: number) => thinned.lines[index] ?? [];
  const each = question.compare ? 2 : 1;

  return {
    meter: { slug: meter.slug, name: meter.name, unit: meter.unit },
    question: { ...emptyQuestion, ...question },
    from: bounds.from.toISOString(),
    to: bounds.to.toISOString(),
    zone: cut.zone,
    tenantZone: timeZone,
    windowSize: cut.windowSize,
    kind: kind === "bar" && show !== "bucket" && group === null ? "line" : kind,
    show,
    shows,
    windows: thinned.windows,
    series: series.map((one, index) => ({
      ...one,
      values: lineAt(index * each),
      previous: one.previous && lineAt(index * each + 1),
    })),
    total: adds(meter) ? read.total : null,
    previous: earlier && {
      from: before.from.toISOString(),
      to: before.to.toISOString(),
      total: adds(meter) ? earlier.total : null,
    },
    limit: period && steps && last ? limitOf(period, steps, last.end) : null,
    forecast: forecast && thinned.stretch > 1 ? { ...forecast, band: [] } : forecast,
    marks: await usageMarks(scope, meter, bounds),
    notes: thinned.stretch > 1 ? [...notes, thinnedNote(thinned.stretch, cut.windowSize)] : notes,
    readAt: now.toISOString(),
  };

  function limitOf(period: QuotaPeriod, steps: LimitStep[], to: string): UsageLimit {
    const even = held === null;
    const shown = even ? evenSteps(steps, period, cut.windowSize, new Date(to), timeZone) : steps;
    return { period, steps: shown, even, now: limit };
  }

  // A total so far in the period needs what was used in it before the range begins.
  async function readFrom(part: Cut, keys: string[] | null) {
    const all = await usageWindows(
      scope,
      meter,
      { ...part, from: periodStart(show, part.from, timeZone) },
      group === null ? null : { at: group, ...(keys ? { keys } : {}) },
    );
    const offset = Math.max(
      0,
      all.windows.findIndex(({ end }) => end > part.from),
    );
    const lineOf = (one: Parameters<typeof valuesOf>[1]) => {
      const values = valuesOf(all, one, known);
      return (show === "bucket" ? values : runningTotals(all.windows, values, show, timeZone)).slice(offset);
    };
    const total = all.cells.filter(({ window }) => window >= offset).reduce((sum, { value }) => sum + value, 0);
    return { all, windows: all.windows.slice(offset).map(iso), lineOf, total: Math.round(total * 1e6) / 1e6 };
  }
}

const emptyQuestion = { zone: undefined, groupBy: undefined, by: undefined, show: undefined, compare: undefined };

/** By itself, or since the beginning of a period that is longer than a window, where that adds up. */
function showsOf(meter: MeterView, windowSize: WindowSize, limited: readonly QuotaPeriod[]): UsageShow[] {
  if (!adds(meter)) return ["bucket"];
  const periods = [...new Set<UsageShow>([...limited, "month"])].filter((each) => each !== "none");
  return ["bucket", ...periods.filter((each) => isLonger(each, windowSize))];
}

/** Whose limit the amounts shown can be held against. */
function limitPeriod(
  show: UsageShow,
  kind: "bar" | "line",
  windowSize: WindowSize,
  limited: readonly QuotaPeriod[],
): QuotaPeriod | null {
  if (show !== "bucket") return show;
  const same = limited.find((each) => each === windowSize.toLowerCase());
  return same ?? (kind === "line" ? (limited.find((each) => each === "none") ?? limited[0] ?? null) : null);
}

/** Of which longer period's limit a window has a share. */
function spreadPeriod(windowSize: WindowSize, limited: readonly QuotaPeriod[]): QuotaPeriod | null {
  const longer = (["hour", "day", "month"] as const).filter((each) => isLonger(each, windowSize));
  return longer.find((each) => limited.includes(each)) ?? null;
}

function groupAt(meter: MeterView, name: string | undefined): number | null {
  if (name === undefined) return null;
  const at = meter.groupBy.findIndex((each) => each.name === name);
  if (at < 0) throw invalidField("groupBy", `${meter.slug} has no group ${name}`);
  return at;
}

function thinnedNote(stretch: number, windowSize: WindowSize): string {
  return `Each pair of points is the lowest and the highest of ${stretch} ${windowSize.toLowerCase()}s.`;
}

function sized(line: (number | null)[], length: number): (number | null)[] {
  return Array.from({ length }, (_, index) => line[index] ?? null);
}

function iso({ start, end }: Windows["windows"][number]): { start: string; end: string } {
  return { start: start.toISOString(), end: end.toISOString() };
}

function adds({ aggregation }: MeterView): boolean {
  return aggregation === "sum" || aggregation === "count";
}

function emptyOf({ aggregation }: MeterView): 0 | null {
  return kindOf({ aggregation }) === "bar" ? 0 : null;
}

function kindOf({ aggregation }: Pick<MeterView, "aggregation">): "bar" | "line" {
  return aggregation === "sum" || aggregation === "count" || aggregation === "unique" ? "bar" : "line";
}

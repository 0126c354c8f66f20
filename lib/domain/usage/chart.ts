import type { Scope } from "../../gate/scope.ts";
import { limitSteps } from "../quotas/limits.ts";
import type { QuotaPeriod } from "../quotas/model.ts";
import { adds, type Choice, chosen } from "./chart-choice.ts";
import { evenSteps } from "./even-steps.ts";
import { usageForecast } from "./forecasts.ts";
import { groupsOf, valuesOf } from "./groups.ts";
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
  const choice = await chosen(scope, question, now);
  const { meter, timeZone, kind, group, bounds, cut, notes, shows, show, known } = choice;

  const read = await readPart(scope, choice, cut, null);
  const groups = groupsOf(read.all, meter, group !== null);
  const before = { ...cut, from: bounds.before, to: bounds.from };
  const keys = groups.flatMap(({ key }) => key ?? []);
  const earlier = question.compare ? await readPart(scope, choice, before, keys) : null;
  const series = groups.map(({ key, ...each }) => ({
    ...each,
    values: read.lineOf({ key, ...each }),
    previous: earlier ? sized(earlier.lineOf({ key, ...each }), read.windows.length) : null,
  }));

  const { held, limit } = await limitIn(scope, choice, read.windows, now);
  const since = { show, since: known.since, now, zone: timeZone, limit: limit?.now ?? null, windows: read.windows };
  const forecast = held && group === null ? await usageForecast(scope, meter, since) : null;
  const thinned = thinnedOut(read.windows, series);

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
    series: thinned.series,
    total: adds(meter) ? read.total : null,
    previous: earlier && {
      from: before.from.toISOString(),
      to: before.to.toISOString(),
      total: adds(meter) ? earlier.total : null,
    },
    limit,
    forecast: forecast && thinned.stretch > 1 ? { ...forecast, band: [] } : forecast,
    marks: await usageMarks(scope, meter, bounds),
    notes: thinned.stretch > 1 ? [...notes, thinnedNote(thinned.stretch, cut.windowSize)] : notes,
    readAt: now.toISOString(),
  };
}

// A total so far in the period needs what was used in it before the range begins.
async function readPart(
  scope: Scope,
  { meter, timeZone, group, show, known }: Choice,
  part: Cut,
  keys: string[] | null,
) {
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

/** The limit as it was over these windows; `held` is the period whose limit the amounts can be held against as they are. */
async function limitIn(
  scope: Scope,
  { meter, timeZone, kind, cut, periods, show }: Choice,
  windows: readonly Span[],
  now: Date,
): Promise<{ held: QuotaPeriod | null; limit: UsageLimit | null }> {
  const held = limitPeriod(show, kind, cut.windowSize, periods);
  const period = held ?? (adds(meter) ? spreadPeriod(cut.windowSize, periods) : null);
  const [first, last] = [windows[0], windows.at(-1)];
  if (!period || !first || !last) return { held, limit: null };
  const end = new Date(last.end);
  const steps = await limitSteps(scope, meter, period, new Date(first.start), end);
  if (!steps) return { held, limit: null };
  const even = held === null;
  const shown = even ? evenSteps(steps, period, cut.windowSize, end, timeZone) : steps;
  const current = steps.findLast(({ at }) => Date.parse(at) <= now.getTime())?.value ?? null;
  return { held, limit: { period, steps: shown, even, now: current } };
}

type Span = { start: string; end: string };
type Line = (number | null)[];

/** At most so many points as a graph can show, in the same windows for all lines. */
function thinnedOut<S extends { values: Line; previous: Line | null }>(all: Span[], series: S[]) {
  const lines = series.flatMap(({ values, previous }) => (previous ? [values, previous] : [values]));
  const { windows, stretch, lines: left } = thin(all, lines, pointsMax);
  const next = left.values();
  const take = () => next.next().value ?? [];
  return {
    windows,
    stretch,
    series: series.map((one) => ({ ...one, values: take(), previous: one.previous && take() })),
  };
}

const emptyQuestion = { zone: undefined, groupBy: undefined, by: undefined, show: undefined, compare: undefined };

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

function thinnedNote(stretch: number, windowSize: WindowSize): string {
  return `Each pair of points is the lowest and the highest of ${stretch} ${windowSize.toLowerCase()}s.`;
}

function sized(line: Line, length: number): Line {
  return Array.from({ length }, (_, index) => line[index] ?? null);
}

function iso({ start, end }: Windows["windows"][number]): Span {
  return { start: start.toISOString(), end: end.toISOString() };
}

import { actionTitle } from "#components/audit/words.ts";
import { timeRangeInWords } from "#components/ui/time-range-words.ts";
import type { UsageAnswer, UsageMark } from "#lib/domain/usage/model.ts";
import type { UsageShow, WindowSize } from "#lib/domain/usage/view.ts";
import { formatCompact, formatDate, formatDateTime, formatDay, formatNumber, formatPercent } from "#lib/format.ts";

const windowNames: Record<WindowSize, string> = { MINUTE: "minute", HOUR: "hour", DAY: "day", MONTH: "month" };
const periodNames: Record<UsageShow, string> = {
  bucket: "",
  none: "ever",
  minute: "this minute",
  hour: "this hour",
  day: "this day",
  month: "this month",
};

export function unitOf({ meter }: UsageAnswer): string {
  return meter.unit || "events";
}

/** What a way to add up is called: each day, so far this month. */
export function showName(show: UsageShow, windowSize: WindowSize): string {
  return show === "bucket" ? `Each ${windowNames[windowSize]}` : `So far ${periodNames[show]}`;
}

/** The graph in one sentence or two. */
export function summaryOf(answer: UsageAnswer): string {
  const { total, series, show, limit, readAt } = answer;
  const unit = unitOf(answer);
  const span = spanOf(answer);
  const now = series.length === 1 ? series[0]?.values.findLast((value) => value !== null) : undefined;
  const steps = limit?.steps.filter(({ at }) => at <= readAt) ?? [];
  const most = steps.at(-1)?.value ?? null;
  if (show !== "bucket" && now !== undefined && now !== null) {
    const full = most === null ? "" : ` of ${formatNumber(most)}`;
    const share = most ? ` (${formatPercent((now / most) * 100)})` : "";
    return `${formatNumber(now)}${full} ${unit}${share} used so far ${periodNames[show]}.`;
  }
  if (total !== null) return `${formatNumber(total)} ${unit} in ${span}${changeOf(answer)}.`;
  if (now !== undefined && now !== null) {
    const full = most === null ? "" : ` of ${formatNumber(most)}`;
    return `${formatNumber(now)}${full} ${unit} when last measured, in ${span}.`;
  }
  return series.length > 1 ? `The ${series.length} largest values in ${span}.` : `Nothing was measured in ${span}.`;
}

/** When the limit will be reached if it goes on like this; null where that is not expected. */
export function reachingOf({ forecast, zone }: UsageAnswer): string | null {
  return forecast?.reaches ? reachInWords(forecast.reaches, zone) : null;
}

/** When a limit is full, if it goes on like this. */
export function reachInWords({ at, days }: { at: string; days: number }, zone: string): string {
  const about = days > 0 ? ` ± ${days} ${days === 1 ? "day" : "days"}` : "";
  return `reaches 100\u00a0% on ${formatDay(at, zone)}${about}`;
}

/** What must be known to read the graph. */
export function footOf(answer: UsageAnswer): string[] {
  const { windows, zone, tenantZone, question, windowSize, total, forecast, previous } = answer;
  const long = windowSize === "DAY" || windowSize === "MONTH";
  const [first, last] = [windows[0], windows.at(-1)];
  return [
    ...(first && last ? [`${stretchInWords(first.start, last.end, zone, long)}.`] : []),
    total === null
      ? "A gap is time in which nothing was measured."
      : "No use is 0; a gap is time before anything was counted, or still to come.",
    ...(long && question.zone && question.zone !== tenantZone ? [`Days and months are those of ${tenantZone}.`] : []),
    ...(previous ? [`Period before: ${stretchInWords(previous.from, previous.to, zone, long)}.`] : []),
    ...evenShareOf(answer),
    ...(forecast ? [`Forecast: ${forecast.method}.`] : []),
    ...answer.notes,
  ];
}

function evenShareOf({ limit, windowSize, meter }: UsageAnswer): string[] {
  if (!limit?.even || limit.now === null) return [];
  const whole = `${formatCompact(limit.now)} ${meter.unit}`.trim();
  return [
    `The even share is the limit of ${whole} a ${limit.period}, spread over its ${windowNames[windowSize]}s; only the ${limit.period}’s sum is held to it.`,
  ];
}

function stretchInWords(from: string, to: string, zone: string, long: boolean): string {
  if (!long) return `${formatDateTime(from, zone)} – ${formatDateTime(to, zone)}`;
  return `${formatDate(from, zone)} – ${formatDate(new Date(Date.parse(to) - 1), zone)}`;
}

/** What was done at a moment, for the flag that stands there. */
export function markInWords(
  { action, objectName, actor, change, at }: UsageMark,
  { slug, name }: UsageAnswer["meter"],
  zone: string,
): string {
  const what = action === "tenant.plan_changed" ? "Changed the plan" : actionTitle(action);
  const values = change ? `, ${numberIn(change.from)} → ${numberIn(change.to)}` : "";
  return `${formatDateTime(at, zone)}: ${what} ${objectName.replace(`${slug} per `, `${name} per `).replace(" per none", "")}${values} (${actor})`;
}

function spanOf({ question }: UsageAnswer): string {
  const words = timeRangeInWords(question.range);
  return /^(Last|This|The)\b/.test(words) ? words.replace(/^Last/, "the last").replace(/^T/, "t") : words;
}

function changeOf({ total, previous }: UsageAnswer): string {
  if (!previous || total === null || previous.total === null) return "";
  if (previous.total === 0) return ", none in the period before";
  const percent = ((total - previous.total) / previous.total) * 100;
  return `, ${percent < 0 ? "" : "+"}${formatPercent(percent)} against ${formatNumber(previous.total)} in the period before`;
}

function numberIn(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? formatCompact(Number(text)) : text;
}

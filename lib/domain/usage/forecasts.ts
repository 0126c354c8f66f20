import { wallClock } from "../../format.ts";
import type { Scope } from "../../gate/scope.ts";
import { timeRangeBounds } from "../../time-range-bounds.ts";
import type { MeterView } from "../meters/model.ts";
import { type Forecast, forecastOf } from "./forecast.ts";
import type { UsageShow } from "./view.ts";
import { usageWindows } from "./windows.ts";

type Asked = {
  show: UsageShow;
  since: Date;
  now: Date;
  zone: string;
  limit: number | null;
  windows: readonly { start: string; end: string }[];
};

const daysMax = 28;
const DAY = 86_400_000;

/** How what a month's quota counts goes on until the month ends, or a gauge for a quarter of a year. */
export async function usageForecast(scope: Scope, meter: MeterView, asked: Asked): Promise<Forecast | null> {
  const { show, since, now, zone, limit, windows } = asked;
  const gauge = meter.aggregation === "latest" || meter.aggregation === "max";
  const today = timeRangeBounds({ kind: "whole", back: 0, unit: "d", snap: "d" }, now, zone);
  const month = timeRangeBounds({ kind: "whole", back: 0, unit: "M", snap: "M" }, now, zone);
  const last = timeRangeBounds({ kind: "whole", back: daysMax, unit: "d", snap: "d" }, now, zone);
  if (!today || !month || !last || !(gauge || show === "month")) return null;
  const cut = { from: last.from < month.from ? last.from : month.from, to: today.to, windowSize: "DAY" as const, zone };
  const read = await usageWindows(scope, meter, cut, null);
  const values = new Map(read.cells.map(({ window, value }) => [window, value]));
  const days = read.windows.map(({ start, end }, index) => ({
    start,
    end,
    weekday: weekdayAt(start, zone),
    value: values.get(index) ?? (gauge ? null : 0),
  }));
  const whole = days.filter(({ start, end }) => end <= now && start >= since).slice(-daysMax);
  const steps = gauge
    ? whole.flatMap((day, index) => {
        const before = whole[index - 1]?.value ?? null;
        return day.value === null || before === null ? [] : [{ weekday: day.weekday, value: day.value - before }];
      })
    : whole.map(({ weekday, value }) => ({ weekday, value: value ?? 0 }));
  const used = gauge
    ? days.findLast(({ value }) => value !== null)?.value
    : days.filter(({ start }) => start >= month.from).reduce((sum, { value }) => sum + (value ?? 0), 0);
  if (used === undefined || used === null) return null;
  return forecastOf({
    now,
    days: steps,
    weekdayAt: (time) => weekdayAt(new Date(time), zone),
    used,
    limit,
    until: gauge ? new Date(now.getTime() + 90 * DAY) : month.to,
    windows,
  });
}

function weekdayAt(at: Date, zone: string): number {
  const { year, monthNumber, day } = wallClock(at, zone);
  return new Date(Date.UTC(Number(year), monthNumber - 1, Number(day))).getUTCDay();
}

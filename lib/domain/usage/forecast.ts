/** Where the amount is going: a band in which it lies four times in five, one entry for each window that is still to come. */
export type Forecast = {
  method: string;
  /** How many whole days it rests on. */
  days: number;
  /** Null for the windows that are past. */
  band: ({ low: number; mid: number; high: number } | null)[];
  reaches: { at: string; days: number } | null;
  /** What stands at the end. */
  end: { at: string; mid: number };
};

type Window = { start: string; end: string };
type Past = {
  now: Date;
  /** The last whole days, oldest first, without those before anything was known. */
  days: readonly { weekday: number; value: number }[];
  weekdayAt: (time: number) => number;
  used: number;
  limit: number | null;
  until: Date;
  windows: readonly Window[];
};

const DAY = 86_400_000;
const daysMin = 3;
// Four times in five.
const spread = 1.2816;

/** How a running total goes on if coming days are like the last ones; null with less than three days of data. */
export function forecastOf({ now, days, weekdayAt, used, limit, until, windows }: Past): Forecast | null {
  if (days.length < daysMin) return null;
  const weekly = days.length >= 14;
  const mean = average(days.map(({ value }) => value));
  const expected = (weekday: number) =>
    weekly ? average(days.filter((day) => day.weekday === weekday).map(({ value }) => value)) : mean;
  const variance = average(days.map(({ weekday, value }) => (value - expected(weekday)) ** 2));
  const start = now.getTime();

  const at = (time: number) => {
    let total = used;
    for (let from = start; from < time; from += DAY)
      total += expected(weekdayAt(from)) * (Math.min(DAY, time - from) / DAY);
    const margin = spread * Math.sqrt((variance * Math.max(0, time - start)) / DAY);
    return { low: Math.max(used, total - margin), mid: total, high: total + margin };
  };
  const band = windows.map(({ end }) => (Date.parse(end) > start ? at(Date.parse(end)) : null));
  const current = windows.findIndex(({ end }) => Date.parse(end) > start);
  if (current >= 0) band[current] = { low: used, mid: used, high: used };

  return {
    method: weekly
      ? `Coming days like the average of their weekday over the last ${days.length} days; the band holds four times in five`
      : `Coming days like the average of the last ${days.length}; the band holds four times in five`,
    days: days.length,
    band: current >= 0 && current < windows.length - 1 ? band : [],
    reaches: limit === null || used >= limit ? null : reaching(limit, start, until.getTime(), at),
    end: { at: until.toISOString(), mid: at(until.getTime()).mid },
  };
}

type Band = (time: number) => { low: number; mid: number; high: number };

function reaching(limit: number, start: number, until: number, at: Band): Forecast["reaches"] {
  const first = (of: "low" | "mid" | "high", last: number) => {
    for (let time = start; time <= last; time += DAY / 24) if (at(time)[of] >= limit) return time;
    return null;
  };
  const mid = first("mid", until);
  if (mid === null) return null;
  const early = first("high", mid) ?? mid;
  const late = first("low", mid + (mid - early) * 3) ?? mid + (mid - early);
  return { at: new Date(mid).toISOString(), days: Math.ceil(Math.max(mid - early, late - mid) / DAY) };
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

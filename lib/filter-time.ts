type Span = { from?: number; until?: number };

const DAY = 86_400_000;
const UNITS: Record<string, { length: number; one: string; many: string }> = {
  m: { length: 60_000, one: "minute", many: "minutes" },
  h: { length: 3_600_000, one: "hour", many: "hours" },
  d: { length: DAY, one: "day", many: "days" },
  w: { length: 7 * DAY, one: "week", many: "weeks" },
};
const SIGNS: Record<string, string> = { ">": "after", ">=": "since", "<": "before", "<=": "until" };
const help =
  "Write a date such as 2026-11-22 or a distance such as -7d (m, h, d, w), with <, <=, > or >= before it, or two dates with .. between them";

/** A moment or span as typed: `>-7d`, `2026-11`, `2026-11-01..2026-11-15`; all in UTC. A text instead says what is wrong. */
export function parseTime(text: string, now: number): Span | string {
  const [first, last, ...more] = text.split("..");
  if (first !== undefined && last !== undefined && more.length === 0) {
    const [from, until] = [momentOf(first, now), momentOf(last, now)];
    if ((!from && first !== "*") || (!until && last !== "*") || (!from && !until)) return help;
    if (from && until && from.from >= until.until) return "The first date must lie before the second";
    return { from: from?.from, until: until?.until };
  }
  const [, sign = "", rest = ""] = /^(>=?|<=?)?(.*)$/s.exec(text) ?? [];
  const moment = momentOf(rest, now);
  if (!moment) return help;
  if (sign === ">") return { from: moment.until };
  if (sign === ">=" || (sign === "" && rest.startsWith("-"))) return { from: moment.from };
  if (sign === "<") return { until: moment.from };
  if (sign === "<=") return { until: moment.until };
  return moment;
}

/** The same in words: `>-7d` is “in the last 7 days”. */
export function timeInWords(text: string): string {
  if (text.includes("..")) return text.replace("..", " to ").replace("* to ", "until ").replace(" to *", " or later");
  const [, sign = "", rest = ""] = /^(>=?|<=?)?(.*)$/s.exec(text) ?? [];
  const [, amount, unit = ""] = /^-(\d+)([a-z])$/.exec(rest) ?? [];
  const known = UNITS[unit];
  if (amount === undefined || !known)
    return sign === "" ? `in ${rest}`.replace(/^in (?=.*-\d\d-)/, "on ") : `${SIGNS[sign]} ${rest}`;
  const distance = Number(amount) === 1 ? known.one : `${amount} ${known.many}`;
  return sign.startsWith("<")
    ? `more than ${amount} ${Number(amount) === 1 ? known.one : known.many} ago`
    : `in the last ${distance}`;
}

/** What a word of time covers: a day, a month or a year whole; a distance or a clock's time is one instant. */
function momentOf(text: string, now: number): { from: number; until: number } | null {
  const [, amount, unit = ""] = /^-(\d{1,5})([a-z])$/.exec(text) ?? [];
  const known = UNITS[unit];
  if (amount !== undefined && known) return instant(now - Number(amount) * known.length);
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (year !== undefined) return wholeOf(Number(year), month, day);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : instant(at);
  }
  return null;
}

function wholeOf(year: number, month?: string, day?: string): { from: number; until: number } | null {
  if (year < 1000) return null;
  const [m, d] = [Number(month ?? 1), Number(day ?? 1)];
  const from = new Date(Date.UTC(year, m - 1, d));
  if (from.getUTCMonth() !== m - 1 || from.getUTCDate() !== d) return null;
  const until = day ? Date.UTC(year, m - 1, d + 1) : month ? Date.UTC(year, m, 1) : Date.UTC(year + 1, 0, 1);
  return { from: from.getTime(), until };
}

function instant(at: number): { from: number; until: number } {
  return { from: at, until: at };
}

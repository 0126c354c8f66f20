import { type FilterField, piecesOf, writeToken } from "./filter-tokens.ts";

/** One way to go on typing: `text` is the whole input after it was taken. */
export type Suggestion = { text: string; label: string; says?: string; whole: boolean };

const shownMax = 12;
const times = [
  { value: ">-24h", says: "in the last 24 hours" },
  { value: ">-7d", says: "in the last 7 days" },
  { value: ">-30d", says: "in the last 30 days" },
  { value: "<-90d", says: "more than 90 days ago" },
];

/** What could follow what is typed: the keys that begin so, or after a key its values. */
export function suggestions(input: string, fields: readonly FilterField[]): Suggestion[] {
  const last = /\s$/.test(input) ? "" : (piecesOf(input).at(-1) ?? "");
  const before = input.slice(0, input.length - last.length);
  const minus = last.startsWith("-") ? "-" : "";
  const typed = last.slice(minus.length);
  const colon = typed.indexOf(":");
  if (colon < 0) {
    const starting = fields.filter(({ key }) => key.startsWith(typed.toLowerCase()));
    return starting.map(({ key, says }) => ({
      text: `${before}${minus}${key}:`,
      label: `${minus}${key}:`,
      says,
      whole: false,
    }));
  }
  const field = fields.find(({ key }) => key === typed.slice(0, colon).toLowerCase());
  if (!field) return [];
  const part = typed.slice(colon + 1).replaceAll('"', "");
  const [, done = "", open = ""] = /^(.*,)?([^,]*)$/s.exec(part) ?? [];
  const known: readonly { value: string; says?: string }[] =
    field.values ?? (field.kind === "time" ? [...times, ...months(new Date())] : []);
  const matching = known.filter(({ value }) => value.toLowerCase().includes(open.toLowerCase()) && !same(done, value));
  const sorted = matching.toSorted((a, b) => Number(starts(b.value, open)) - Number(starts(a.value, open)));
  return sorted.slice(0, shownMax).map(({ value, says }) => ({
    text: `${before}${minus}${writeToken(field.key, value).replace(":", `:${done}`)} `,
    label: value,
    says,
    whole: true,
  }));
}

/** This month and the one before it, whole. */
function months(now: Date): { value: string; says: string }[] {
  const word = (back: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7);
  return [
    { value: word(0), says: "this month" },
    { value: word(1), says: "last month" },
  ];
}

function starts(value: string, part: string): boolean {
  return value.toLowerCase().startsWith(part.toLowerCase());
}

function same(done: string, value: string): boolean {
  return done.toLowerCase().split(",").includes(value.toLowerCase());
}

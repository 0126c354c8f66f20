import { parseTime, timeInWords } from "./filter-time.ts";

/** What a list can be filtered by: `status:`, `created:`. The same description parses, completes and explains. */
export type FilterField = {
  key: string;
  says: string;
  /** choice: one of `values`; text: part of it; time: a moment or span; pair: a name, or a name with its value. */
  kind: "choice" | "text" | "time" | "pair";
  /** All there are of a choice; for the others, some to offer. */
  values?: readonly { value: string; says?: string }[];
  /** What people call a value that is an id, for its chip. */
  names?: Readonly<Record<string, string>>;
  /** Of a choice: one thing can be several of them at once, so that each further token narrows. */
  together?: true;
};

/** `from` inclusive, `until` exclusive, in milliseconds; a missing one is open. */
export type TimeSpan = { from?: number; until?: number };
export type Pair = { name: string; value: string | null };

/** One piece of a filter as it was written. What cannot be understood says why and filters nothing. */
export type FilterToken = { raw: string } & (
  | { kind: "word"; negated: boolean; word: string }
  | { kind: "choice" | "text"; key: string; negated: boolean; values: string[] }
  | { kind: "time"; key: string; negated: boolean; span: TimeSpan }
  | { kind: "pair"; key: string; negated: boolean; pairs: Pair[] }
  | { kind: "invalid"; why: string }
);

const textMax = 120;

/** Reads a filter such as `acme -plan:free label:tier=gold created:>-7d`. Never throws: what is wrong becomes a token that says so. */
export function parseFilter(text: string, fields: readonly FilterField[], now = Date.now()): FilterToken[] {
  return piecesOf(text).map((raw) => tokenOf(raw, fields, now));
}

/**
 * The pieces between blanks; quotation marks keep blanks and commas together, a backslash keeps a quotation mark.
 * NUL is left out, for it is in no text that PostgreSQL keeps or asks for.
 */
export function piecesOf(text: string): string[] {
  return text.replaceAll("\0", "").match(/(?:"(?:\\.|[^"\\])*(?:"|\\?$)|[^\s"])+/gu) ?? [];
}

/** A token as it is typed, quoted where it must be. */
export function writeToken(key: string, value: string, negated = false): string {
  return `${negated ? "-" : ""}${key}:${quoted(value)}`;
}

/** A word that is searched for as it stands, even where it looks like a filter. */
export function writeWord(word: string): string {
  return word.startsWith("-") || /[\s"\\,:]/.test(word) || word === "" ? alwaysQuoted(word) : word;
}

/** The filter with a token more. A choice takes the place of what was chosen for the same key. */
export function withToken(text: string, token: string, fields: readonly FilterField[]): string {
  const [added] = parseFilter(token, fields);
  const kept = parseFilter(text, fields).filter((each) => each.raw !== token && !replaces(added, each, fields));
  return [...kept.map(({ raw }) => raw), token].join(" ");
}

/** The filter without its `at`-th piece. */
export function withoutToken(text: string, at: number): string {
  return piecesOf(text)
    .filter((_, index) => index !== at)
    .join(" ");
}

/** What a token means, in the words of its chip. */
export function tokenInWords(token: FilterToken, fields: readonly FilterField[] = []): { key: string; says: string } {
  if (token.kind === "invalid") return { key: "", says: token.raw };
  if (token.kind === "word") return { key: token.negated ? "without" : "with", says: token.word };
  const not = token.negated ? "not " : "";
  if (token.kind === "time")
    return { key: token.key, says: not + timeInWords(token.raw.slice(token.raw.indexOf(":") + 1)) };
  if (token.kind === "pair") return { key: token.key, says: not + token.pairs.map(pairInWords).join(" or ") };
  const names = fields.find(({ key }) => key === token.key)?.names;
  return {
    key: token.key,
    says: not + token.values.map((value) => names?.[value.toLowerCase()] ?? value).join(" or "),
  };
}

function tokenOf(raw: string, fields: readonly FilterField[], now: number): FilterToken {
  const invalid = (why: string): FilterToken => ({ raw, kind: "invalid", why });
  if (raw.length > textMax) return invalid(`Use at most ${textMax} characters in one piece`);
  const negated = raw.startsWith("-") && raw.length > 1;
  const rest = negated ? raw.slice(1) : raw;
  const [, name, value = ""] = /^([a-z][a-z0-9_]*):(?!\/\/)(.*)$/is.exec(rest) ?? [];
  if (name === undefined) return { raw, kind: "word", negated, word: unquoted(rest) };
  const key = name.toLowerCase();
  const field = fields.find((each) => each.key === key);
  if (!field)
    return invalid(
      `There is no filter “${name}”. There is ${listed(fields.map((each) => each.key))}. To search for these very words, put them in quotation marks`,
    );
  const values = valuesOf(value).map(unquoted);
  if (values.length === 0 || values.some((each) => each === ""))
    return invalid(`Give a value, such as ${exampleOf(field)}`);
  if (field.kind === "text") return { raw, kind: "text", key, negated, values };
  if (field.kind === "pair") return { raw, kind: "pair", key, negated, pairs: values.map(pairOf) };
  if (field.kind === "time") {
    const span = parseTime(unquoted(value), now);
    return typeof span === "string" ? invalid(span) : { raw, kind: "time", key, negated, span };
  }
  const known = values.map((each) => field.values?.find((choice) => same(choice.value, each))?.value ?? null);
  const unknown = values.find((_, at) => known[at] === null);
  if (unknown !== undefined)
    return invalid(
      `There is no ${key} “${unknown}”. There is ${listed((field.values ?? []).map((each) => each.value))}`,
    );
  return { raw, kind: "choice", key, negated, values: known.filter((each) => each !== null) };
}

function replaces(added: FilterToken | undefined, other: FilterToken, fields: readonly FilterField[]): boolean {
  if (added?.kind === "choice" && fields.some(({ key, together }) => key === added.key && together)) return false;
  return (
    (added?.kind === "choice" || added?.kind === "time") &&
    other.kind === added.kind &&
    other.key === added.key &&
    (!added.negated || !other.negated)
  );
}

/** The parts between commas, quoted ones whole. */
function valuesOf(text: string): string[] {
  return text === "" ? [] : (text.match(/(?:"(?:\\.|[^"\\])*(?:"|\\?$)|[^,"])+|(?<=,)(?=,|$)|^(?=,)/gu) ?? []);
}

function pairOf(text: string): Pair {
  const at = text.indexOf("=");
  return at < 0 ? { name: text, value: null } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function pairInWords({ name, value }: Pair): string {
  return value === null ? name : `${name}=${value}`;
}

function unquoted(text: string): string {
  return text.replaceAll(/"((?:\\.|[^"\\])*)(?:"|\\?$)/gu, (_, inner: string) => inner.replaceAll(/\\(.)/gsu, "$1"));
}

function quoted(value: string): string {
  // Two slashes at once would make it an address, such as https://acme.example.
  return /[\s",\\]|^\/\//.test(value) || value === "" ? alwaysQuoted(value) : value;
}

function alwaysQuoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

function exampleOf({ key, kind, values }: FilterField): string {
  const value = values?.[0]?.value ?? { choice: "…", text: "acme", time: ">-7d", pair: "tier=gold" }[kind];
  return writeToken(key, value);
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

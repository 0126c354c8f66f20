import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { suggestions } from "./filter-suggestions.ts";
import {
  type FilterField,
  parseFilter,
  piecesOf,
  withoutToken,
  withToken,
  writeToken,
  writeWord,
} from "./filter-tokens.ts";

const fields: FilterField[] = [
  { key: "status", says: "where it stands", kind: "choice", values: [{ value: "Active" }, { value: "Suspended" }] },
  { key: "owner", says: "part of an e-mail", kind: "text" },
  { key: "label", says: "a label", kind: "pair" },
  { key: "created", says: "when", kind: "time" },
  {
    key: "is",
    says: "what is the matter",
    kind: "choice",
    values: [{ value: "late" }, { value: "full" }],
    together: true,
  },
];
const now = Date.UTC(2026, 10, 22, 12);
const parse = (text: string) => parseFilter(text, fields, now);
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe("a filter", () => {
  test("has no NUL, whatever it is typed into", () => {
    expect(JSON.stringify(parse('a\0b label:"x\0=\0y" owner:\0z'))).not.toContain("\\u0000");
  });

  test.each([
    ["status:suspended", { kind: "choice", key: "status", negated: false, values: ["Suspended"] }],
    ["-STATUS:active,Suspended", { kind: "choice", key: "status", negated: true, values: ["Active", "Suspended"] }],
    ["label:tier=gold", { kind: "pair", pairs: [{ name: "tier", value: "gold" }] }],
    ["label:tier", { kind: "pair", pairs: [{ name: "tier", value: null }] }],
    ['label:"motto=a = b"', { kind: "pair", pairs: [{ name: "motto", value: "a = b" }] }],
    ['owner:"a,b",c', { kind: "text", values: ["a,b", "c"] }],
    ["acme", { kind: "word", word: "acme", negated: false }],
    ["-acme", { kind: "word", word: "acme", negated: true }],
    ["-", { kind: "word", word: "-", negated: false }],
    ['"status:active"', { kind: "word", word: "status:active" }],
    ["https://acme.localhost:3000/x", { kind: "word", word: "https://acme.localhost:3000/x" }],
    ["created:>-7d", { kind: "time", span: { from: now - 7 * 86_400_000 } }],
    ["created:<-7d", { kind: "time", span: { until: now - 7 * 86_400_000 } }],
    ["created:2026-02", { kind: "time", span: { from: day("2026-02-01"), until: day("2026-03-01") } }],
    ["created:>2026-02-28", { kind: "time", span: { from: day("2026-03-01") } }],
    ["created:<=2026-12-31", { kind: "time", span: { until: day("2027-01-01") } }],
    ["created:2026-11-01..2026-11-03", { kind: "time", span: { from: day("2026-11-01"), until: day("2026-11-04") } }],
    ["created:*..2026-11-03", { kind: "time", span: { until: day("2026-11-04") } }],
  ])("reads %s", (text, expected) => {
    expect(parse(text)).toMatchObject([expected]);
  });

  test.each([
    ["colour:red", "There is no filter “colour”. There is status, owner, label, created and is"],
    ["status:happy", "There is no status “happy”. There is Active and Suspended"],
    ["status:", "Give a value, such as status:Active"],
    ["status:Active,", "Give a value"],
    ["owner:,a", "Give a value, such as owner:acme"],
    ["created:yesterday", "Write a date such as 2026-11-22"],
    ["created:2026-02-30", "Write a date such as"],
    ["created:2026-11-04..2026-11-01", "The first date must lie before the second"],
    [`owner:${"x".repeat(130)}`, "Use at most 120 characters"],
  ])("says what is wrong with %s", (text, why) => {
    expect(parse(text)).toMatchObject([{ kind: "invalid", why: expect.stringContaining(why) }]);
  });

  test("is never lost or thrown at, whatever is typed", () => {
    const piece = fc.constantFrom(
      "status:",
      "-",
      '"',
      "\\",
      ",",
      ":",
      " ",
      "..",
      ">",
      "=",
      "created:",
      "label:",
      "Active",
      "-7d",
    );
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.array(piece).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const tokens = parse(text);
        // No text that PostgreSQL keeps has NUL in it, so it goes as blanks do.
        const told = (typed: string) => typed.replaceAll(/[\s\0]/g, "");
        expect(told(tokens.map(({ raw }) => raw).join(""))).toBe(told(text));
        expect(parse(tokens.map(({ raw }) => raw).join(" "))).toEqual(tokens);
        suggestions(text, fields);
      }),
      { seed },
    );
  });

  test("that is clicked reads the same as the value it was made of", () => {
    const value = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(value, fc.boolean(), (text, negated) => {
        expect(parse(writeToken("owner", text, negated))).toMatchObject([{ key: "owner", negated, values: [text] }]);
        expect(parse(writeWord(text))).toMatchObject([{ kind: "word", word: text, negated: false }]);
        expect(piecesOf(withToken(`acme ${writeWord(text)}`, "status:Active", fields))).toHaveLength(3);
      }),
      { seed },
    );
  });
});

describe("changing a filter by clicks", () => {
  test("a choice takes the place of the one before it, and leaves the rest", () => {
    expect(withToken("acme status:Active owner:x", "status:Suspended", fields)).toBe("acme owner:x status:Suspended");
    expect(withToken("status:Active", "-status:Suspended", fields)).toBe("-status:Suspended");
    expect(withToken("-status:Active", "-status:Suspended", fields)).toBe("-status:Active -status:Suspended");
    expect(withToken("label:a", "label:b", fields)).toBe("label:a label:b");
    expect(withToken("is:late", "is:full", fields), "both at once").toBe("is:late is:full");
  });

  test("a piece is taken out by its place", () => {
    expect(withoutToken('acme "b c" status:Active', 1)).toBe("acme status:Active");
  });
});

describe("a filter that is being typed is completed", () => {
  const texts = (input: string) => suggestions(input, fields).map(({ text }) => text);

  test("by the keys that begin so", () => {
    expect(texts("acme st")).toEqual(["acme status:"]);
    expect(texts("-la")).toEqual(["-label:"]);
    expect(texts("")).toHaveLength(fields.length);
  });

  test("by the values of its key, without those that are there", () => {
    expect(texts("status:")).toEqual(["status:Active ", "status:Suspended "]);
    expect(texts("status:active,")).toEqual(["status:active,Suspended "]);
    expect(texts("status:end")).toEqual(["status:Suspended "]);
    expect(texts("colour:")).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeterView } from "../meters/model.ts";
import { eventKey, exactAmount, judgeEvent, UsageEventInput } from "./event.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const tokens: MeterView = {
  id: "m",
  slug: "tokens",
  name: "",
  unit: "",
  eventType: "t",
  aggregation: "sum",
  valuePath: "$.a.tokens",
  groupBy: [{ name: "model", path: "$.model" }],
};
const users: MeterView = {
  ...tokens,
  id: "u",
  slug: "users",
  aggregation: "unique",
  valuePath: "$.user",
  eventType: "u",
  groupBy: [],
};
const judge = (input: unknown) => judgeEvent(input, [tokens, users], now);
const base = { specversion: "1.0", id: "1", source: "s", type: "other" };

describe("an event", () => {
  test.each<[what: string, more: object]>([
    ["without data, time and subject", {}],
    [
      "with nulls for what is optional",
      { time: null, subject: null, datacontenttype: null, dataschema: null, data: null },
    ],
    ["with extension attributes", { traceparent: "00-abc", partitionkey: 7 }],
    ["at the last moment that is not late", { time: "2026-10-18T12:00:00Z" }],
    ["at the last moment that is not early", { time: "2026-11-22T12:05:00Z" }],
    ["with an offset", { time: "2026-11-22T13:00:00.123456+01:00" }],
    ["of 255 characters", { id: "x".repeat(255), source: "x".repeat(255), type: "x".repeat(255) }],
  ])("%s counts", (_, more) => {
    expect(judge({ ...base, ...more })).toHaveProperty("event");
  });

  test.each<[what: string, code: string, input: unknown]>([
    ["of another version", "invalid", { ...base, specversion: "0.3" }],
    ["without an id", "invalid", { ...base, id: undefined }],
    ["with an empty source", "invalid", { ...base, source: "" }],
    ["with a number for an id", "invalid", { ...base, id: 7 }],
    ["with an id too long", "invalid", { ...base, id: "x".repeat(256) }],
    ["with NUL in its id", "invalid", { ...base, id: "a\0b" }],
    ["with NUL in its data", "invalid", { ...base, data: { deep: ["a\0b"] } }],
    ["with half a character in its data", "invalid", { ...base, data: { deep: "\ud800" } }],
    ["with a time that is none", "invalid", { ...base, time: "yesterday" }],
    ["with a time without a zone", "invalid", { ...base, time: "2026-11-22T12:00:00" }],
    ["with a day that is none", "invalid", { ...base, time: "2026-02-30T12:00:00Z" }],
    ["a millisecond too late", "too_late", { ...base, time: "2026-10-18T11:59:59.999Z" }],
    ["a millisecond too early", "too_early", { ...base, time: "2026-11-22T12:05:00.001Z" }],
    ["that is null", "invalid", null],
    ["that is a text", "invalid", "event"],
    ["that is a list", "invalid", [base]],
  ])("%s is rejected as %s", (_, code, input) => {
    expect(judge(input)).toMatchObject({ rejection: { code } });
  });

  test("of any shape is judged without an error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (data, id) => {
        const judged = judge({ ...base, type: "t", id, data });
        expect("event" in judged || judged.rejection.detail.length > 0).toBe(true);
      }),
    );
  });
});

describe("the short way of judging an event", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const odd = (...values: unknown[]) => fc.constantFrom(...values);
  const text = odd("a", "é✓", "", "x".repeat(255), "x".repeat(256), "a\0b", "\ud800", 7, null, undefined, {}, []);
  const time = odd(
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00.1234567891Z",
    "2026-11-22T12:00:00.5Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T12:60:00Z",
    "2026-11-22T12:00:60Z",
    "2026-11-31T12:00:00Z",
    "2026-02-29T12:00:00Z",
    "2026-11-22t12:00:00z",
    "2026-11-22T12:00Z",
    "2026-11-22T13:00:00+01:00",
    "2026-11-22T12:00:00",
    "+002026-11-22T12:00:00Z",
    "2026-11-22",
    "",
    0,
    null,
    undefined,
  );

  test(`says what the schema says (seed ${seed})`, () => {
    const valid = {
      specversion: "1.0",
      id: "1",
      source: "s",
      type: "other",
      time: "2026-11-22T12:00:00Z",
      subject: "u",
    };
    const field = odd(...Object.keys(valid), "datacontenttype", "dataschema", "more");
    const change = fc.tuple(field, fc.oneof(text, time, odd("1.0", "0.3")));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const input = { ...valid, ...Object.fromEntries(changes) };
        const bounds = { lateMillisecondsMax: Number.POSITIVE_INFINITY };
        const judged = judgeEvent(input, [], Date.parse("2026-11-23T12:00:00Z"), bounds);
        expect("event" in judged).toBe(UsageEventInput.safeParse(input).success);
      }),
      { seed, numRuns: 3_000 },
    );
  });
});

describe("what an event adds to a meter", () => {
  test("is found by its path, with the groups in the meter's order", () => {
    const judged = judge({ ...base, type: "t", data: { a: { tokens: 1.25 }, model: "swift" } });
    expect(judged).toMatchObject({
      event: { contributions: [{ meterId: "m", dimensions: '["swift"]', value: 1.25 }] },
    });
  });

  test("has an empty group where the event names none", () => {
    expect(judge({ ...base, type: "t", data: { a: { tokens: 1 }, model: { nested: true } } })).toMatchObject({
      event: { contributions: [{ dimensions: '[""]' }] },
    });
  });

  test.each<[unknown]>([
    [undefined],
    [null],
    [{ a: 1 }],
    [{ a: { tokens: "5" } }],
    [{ a: { tokens: -1 } }],
    [{ a: [1] }],
    [{ a: { tokens: 1e300 } }],
  ])("is never guessed from %j", (data) => {
    expect(judge({ ...base, type: "t", data })).toMatchObject({
      rejection: { code: "invalid", detail: expect.stringContaining("data.a.tokens") },
    });
  });

  test("is not read from what every object inherits", () => {
    const polluted: MeterView = { ...tokens, valuePath: "$.constructor.length", groupBy: [] };
    expect(judgeEvent({ ...base, type: "t", data: {} }, [polluted], now)).toHaveProperty("rejection");
  });

  test("for a meter of distinct values is a text or a number", () => {
    expect(judge({ ...base, type: "u", data: { user: "ana" } })).toMatchObject({
      event: { contributions: [{ text: "ana", value: null }] },
    });
    expect(judge({ ...base, type: "u", data: { user: 7 } })).toMatchObject({
      event: { contributions: [{ text: "7" }] },
    });
    for (const user of ["", null, {}, "x".repeat(256)])
      expect(judge({ ...base, type: "u", data: { user } })).toHaveProperty("rejection");
  });
});

describe("an amount", () => {
  test.each([0, 1, 0.1, 0.000001, 123456.654321, Number.MAX_SAFE_INTEGER])("%d is taken", (amount) => {
    expect(exactAmount(amount)).toEqual({ amount });
  });

  test.each<[unknown]>([
    [-1],
    [-0.5],
    [2 ** 53],
    [1e21],
    [0.0000001],
    [1.0000001],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ["1"],
    [true],
    [null],
    [undefined],
    [[1]],
  ])("%s is refused", (value) => {
    expect(exactAmount(value)).toHaveProperty("detail");
  });

  test("with up to six places is what JSON said", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const value = Number(`${digits}e-${places}`);
        expect(exactAmount(value)).toEqual({ amount: value });
      }),
    );
  });
});

test("two events with another source or id have another key", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
      fc.pre(a !== c || b !== d);
      expect(eventKey(a, b)).not.toBe(eventKey(c, d));
    }),
  );
});

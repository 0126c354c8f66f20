import { expect, test } from "vitest";
import { percentOf, type StandingQuota, standingOf } from "./standing.ts";

const quota = (more: Partial<StandingQuota>): StandingQuota => ({
  meter: "api_requests",
  name: "API requests",
  unit: "requests",
  kind: "consumption",
  period: "month",
  used: 410,
  limit: 1_000,
  remaining: 590,
  resetsAt: "2026-11-30T23:00:00Z",
  mode: "hard",
  layer: "plan",
  ...more,
});
const none = { denied: 0, limited: 0 };
const words = (quotas: StandingQuota[], today = none) => {
  const { tone, title, detail } = standingOf(quotas, today, "Europe/Berlin");
  return [tone, title, detail].map((each) => each.replaceAll("\u00a0", " "));
};

test("a tenant whose quotas have room and whose calls pass is fine", () => {
  expect(words([quota({}), quota({ used: 12 })])).toEqual([
    "ok",
    "All is fine",
    "No call was denied today. The fullest quota, API requests per month, is at 41 %.",
  ]);
  expect(words([])).toEqual(["ok", "All is fine", "No call was denied today. Nothing is limited."]);
  expect(words([quota({ limit: null })])[2]).toContain("No quota has a limit that can fill up.");
});

test("the fullest quota is named before it is full, with the moment at which it begins anew in the tenant's zone", () => {
  expect(words([quota({}), quota({ name: "Model tokens", unit: "tokens", used: 997 })])).toEqual([
    "warn",
    "Model tokens per month is at 99 %",
    "997 of 1,000 tokens used. It begins anew 1 Dec 2026, 00:00 UTC+1. No call was denied today.",
  ]);
});

test("what is used up, and how many calls were denied, is said first", () => {
  expect(words([quota({ used: 1_000 })], { denied: 1, limited: 1_200 })).toEqual([
    "bad",
    "API requests per month is used up",
    "1,000 of 1,000 requests used. It begins anew 1 Dec 2026, 00:00 UTC+1. Today 1 call was denied by a quota, 1,200 calls were refused by a rate limit.",
  ]);
  expect(words([quota({ used: 990 })], { denied: 3, limited: 0 })[0]).toBe("bad");
  expect(words([quota({})], { denied: 0, limited: 2 }).slice(0, 2)).toEqual(["warn", "Some calls were refused today"]);
});

test("a soft limit that is passed warns and is not called used up; an allocation begins never anew", () => {
  const [tone, title, detail] = words([quota({ mode: "soft", used: 1_500, period: null, resetsAt: null, unit: "" })]);
  expect([tone, title]).toEqual(["warn", "API requests is at 150 %"]);
  expect(detail).toBe("1,500 of 1,000 used. No call was denied today.");
});

test("a limit of 0 or none is no share of anything", () => {
  expect(percentOf({ used: 5, limit: 0 })).toBeNull();
  expect(percentOf({ used: 5, limit: null })).toBeNull();
});

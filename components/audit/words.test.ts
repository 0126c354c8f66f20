import { expect, test } from "vitest";
import { actionInWords, fieldInWords, objectInWords, valueInWords } from "./words.ts";

test.each([
  [`{"data":"row","network":"shared"}`, "data row, network shared"],
  [`{"mine":"","team":"a"}`, "mine, team a"],
  [`["usage:read","usage:write"]`, "usage:read, usage:write"],
  ["{}", "none"],
  ["{not json", "{not json"],
  ["2026-11-22T14:03:07.000Z", "22\u00a0Nov\u00a02026, 14:03\u00a0UTC"],
  ["–", "–"],
])("the recorded value %s is read as %s", (text, words) => {
  expect(valueInWords(text)).toBe(words);
});

test("an action or field that nobody has put into words is still readable", () => {
  expect(actionInWords("tenant.suspended")).toBe("suspended the tenant");
  expect(actionInWords("quota_grant.ended_early")).toBe("ended early quota grant");
  expect(fieldInWords("timeZone")).toBe("time zone");
  expect(fieldInWords("windowSecondsMax")).toBe("window seconds max");
});

test.each([
  ["quota.plan_set", "quota", "storage per none on growth", "set the plan’s limit of storage on the plan growth"],
  ["quota.default_set", "quota", "api-calls per month", "set the default limit of api-calls per month"],
  ["quota.set", "quota", "storage per none", "set the limit of storage"],
  ["rate.set", "rate", "key", "set the rate limit of an API key"],
  ["tenants.exported", "list", "Tenants", "took a file of the list of tenants"],
  ["tenant.suspended", "tenant", "per none", "suspended the tenant per none"],
])("%s of the %s %s reads as a sentence", (action, kind, name, sentence) => {
  expect(`${actionInWords(action)} ${objectInWords(kind, name)}`).toBe(sentence);
});

test("a meter is called by its name, and scopes and levels by what they mean", () => {
  expect(objectInWords("quota", "api_requests per month", "API requests")).toBe("API requests per month");
  expect(objectInWords("grant", "storage per none", "Storage")).toBe("Storage");
  expect(objectInWords("meter", "api_requests", "API requests")).toBe("API requests");
  expect(objectInWords("quota", "gone per day", null)).toBe("gone per day");
  expect(valueInWords(`["usage:read","quota:consume"]`, "scopes")).toBe("read usage, consume quota");
  expect(valueInWords("NetworkOnly", "isolation")).toBe("Network only");
});

test("a limit is read as an amount, and one that is none is unlimited", () => {
  expect(valueInWords("848710", "limit")).toBe("848,710");
  expect(valueInWords("848710", "name")).toBe("848710");
  expect(valueInWords("–", "limit")).toBe("unlimited");
  expect(valueInWords("–", "reason")).toBe("–");
});

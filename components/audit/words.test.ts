import { expect, test } from "vitest";
import { actionInWords, fieldInWords, valueInWords } from "./words.ts";

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

import { expect, test } from "vitest";
import { chartCsv } from "./csv.ts";

const row = {
  start: "1970-01-01T00:00:00Z",
  end: "1970-01-01T01:00:00Z",
  values: [1.5, null],
  previous: [],
  limit: null,
  incomplete: true,
};

test("values are exact, times UTC, and what is not known is empty", () => {
  expect(chartCsv([row], ["a", "b"], { limit: true })).toBe(
    "start,end,a,b,limit,complete\r\n1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,1.5,,,false",
  );
});

test("a name that a spreadsheet would run or split is text in one cell", () => {
  const names = ["=1+1", "+1", "-1", "@sum", "\t=1", "＝1", 'a"b', "a,b", "a\nb", "plain"];
  expect(chartCsv([], names, {})).toBe(`start,end,'=1+1,'+1,'-1,'@sum,'\t=1,'＝1,"a""b","a,b","a\nb",plain,complete`);
});

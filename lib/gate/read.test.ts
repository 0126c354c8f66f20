import { expect, test } from "vitest";
import { z } from "zod";
import { question } from "./read.ts";

test("a question has no NUL in it, in one value or in many", () => {
  const schema = z.object({ q: z.string(), by: z.array(z.string()) });
  const request = new Request("http://localhost/find?q=a%00b%00&by=%00c&by=d");
  expect(question(request, schema)).toEqual({ q: "ab", by: ["c", "d"] });
});

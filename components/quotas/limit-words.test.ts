import { expect, test } from "vitest";
import { limitInWords } from "./limit-words.ts";

const standing = {
  meter: "calls",
  name: "Calls",
  unit: "calls",
  kind: "consumption" as const,
  period: "month" as const,
  used: 800,
  limit: 1_000,
  remaining: 200,
  resetsAt: "2026-12-01T00:00:00Z",
  mode: "hard" as const,
  layer: "plan" as const,
};
const says = (limit: number | null, more: object = {}, now: typeof standing | undefined = standing) =>
  limitInWords("Acme", "UTC", now, { limit, mode: "hard", endsAt: null, ...more });

test("a limit says for whom it decides, what holds now and how much of it is used", () => {
  const words = says(1_600);
  expect(words).toContain("all members and keys of Acme, from the next call on.");
  expect(words).toContain("Now it is 1,000");
  expect(words).toMatch(/800 calls is used, 50\s%/);
  expect(says(null)).toMatch(/800 calls is used\.$/);
});

test("a limit below what is used says by how much, and until when the next calls are denied or warned of", () => {
  expect(says(500)).toMatch(/300 above it: nothing is taken back; further calls are denied until 1\sDec\s2026/);
  expect(says(800)).toContain("all of it; further calls are denied");
  expect(says(500, { mode: "soft" })).toContain("further calls pass with a warning until");
  expect(says(0, {}, { ...standing, used: 0 })).toContain("further calls are denied");
});

test("a limit with an end says when it ends; one that nothing stood before says so", () => {
  expect(says(2_000, { endsAt: new Date("2026-11-23T10:00:00Z") })).toMatch(
    /until 23\sNov\s2026.*then the limit of now holds again/,
  );
  expect(limitInWords("Acme", "UTC", undefined, { limit: 5, mode: "hard", endsAt: null })).toContain(
    "Nothing limited this so far",
  );
});

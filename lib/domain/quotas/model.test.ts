import { expect, test } from "vitest";
import { ConsumeQuota } from "./model.ts";

const call = { meter: "calls", amount: 1 };

test.each([
  { idempotencyKey: "\ud800" },
  { idempotencyKey: "\0" },
  { dimensions: { region: "\udc00" } },
  { dimensions: { "\ud800": "eu" } },
])("a call whose text no database keeps is refused before it is queued: %j", (more) => {
  expect(ConsumeQuota.safeParse(call).success).toBe(true);
  expect(ConsumeQuota.safeParse({ ...call, ...more }).success).toBe(false);
});

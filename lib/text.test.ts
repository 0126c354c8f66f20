import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { AcceptInvitation } from "./domain/invitations/model.ts";
import { CreateKey } from "./domain/keys/model.ts";
import { CreateMeter } from "./domain/meters/model.ts";
import { AddPlan, ChangePlan } from "./domain/plans/model.ts";
import { ConsumeQuota, GrantQuota, SetPlanQuota, SetRate } from "./domain/quotas/model.ts";
import * as bulk from "./domain/tenants/bulk-model.ts";
import { BeginTenant, ChangeSettings, SuspendTenant, UpdateTenant } from "./domain/tenants/model.ts";
import { SaveView } from "./domain/views/model.ts";
import { isVisible } from "./text.ts";

const tenant = { name: "Acme", plan: "team", description: "Tools", labels: { tier: "gold" } };
const limit = { meter: "calls", period: "day", limit: 5, reason: "agreed" };

// What people and programs write, each with one input that is good.
const inputs: [name: string, schema: z.ZodType, good: object][] = [
  ["a key", CreateKey, { name: "CI", scopes: ["quota:read"] }],
  [
    "a meter",
    CreateMeter,
    { slug: "calls", name: "Calls", unit: "calls", eventType: "api.call", aggregation: "count" },
  ],
  ["a person", AcceptInvitation, { token: "t", name: "Ana", password: "a long password" }],
  ["a plan", AddPlan, { slug: "team", name: "Team", description: "For teams" }],
  ["a changed plan", ChangePlan, { plan: "team", name: "Team", description: "For teams" }],
  ["a call", ConsumeQuota, { meter: "calls", amount: 1, idempotencyKey: "k", dimensions: { region: "eu" } }],
  ["a grant", GrantQuota, { ...limit, endsAt: new Date("2999-01-01") }],
  ["a plan's limit", SetPlanQuota, { ...limit, plan: "team" }],
  ["a rate", SetRate, { key: null, calls: 5, per: "second", reason: "agreed" }],
  ["a tenant", BeginTenant, { ...tenant, slug: "acme", ownerEmail: "owner@acme.test" }],
  ["a changed tenant", UpdateTenant, { ...tenant, version: 1 }],
  ["settings", ChangeSettings, { name: "Acme", description: "Tools", timeZone: "UTC", version: 1 }],
  ["a reason", SuspendTenant, { reason: "unpaid" }],
  ["a plan for many", bulk.ChangePlan, { plan: "team" }],
  ["a label for many", bulk.AddLabel, { key: "tier", value: "gold" }],
  ["a label less", bulk.RemoveLabel, { key: "tier" }],
  ["a view", SaveView, { list: "tenants", name: "Mine", words: "q=acme" }],
];
// Secrets are hashed, whatever is in them.
const hashed = new Set(["token", "password"]);

describe.each(inputs)("%s", (_, schema, good) => {
  test("is taken as it is", () => {
    expect(schema.safeParse(good).error).toBeUndefined();
  });

  test("is refused beside the field where the database could not keep its text", () => {
    for (const [path, text] of textsIn(good))
      for (const unkept of ["\0", "\ud800"]) {
        const { error } = schema.safeParse(withText(good, path, text + unkept + text));
        expect(error?.issues.map((issue) => issue.path[0])).toContain(path[0]);
      }
  });
});

test("a line that hides something, or turns around how it is read, is not visible", () => {
  for (const line of ["a\u202eb", "a\u2066b", "a\u200bb", "a\nb", "a\u2028b", "a\ud800", "\u0085"])
    expect(isVisible(line)).toBe(false);
  for (const line of ["Größe", "日本語", "عربى", "Zoë 🚀", "a-b_c (d) & 'e'"]) expect(isVisible(line)).toBe(true);
});

type Path = string[];

function textsIn(value: object, path: Path = []): [Path, string][] {
  return Object.entries(value).flatMap<[Path, string]>(([name, inner]) => {
    const here = [...path, name];
    if (typeof inner === "string") return hashed.has(name) ? [] : [[here, inner]];
    return inner !== null && typeof inner === "object" ? textsIn(inner, here) : [];
  });
}

function withText(value: object, [name = "", ...rest]: Path, text: string): object {
  const inner: unknown = Reflect.get(value, name);
  return { ...value, [name]: inner !== null && typeof inner === "object" ? withText(inner, rest, text) : text };
}

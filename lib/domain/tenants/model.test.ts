import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isolationLevels, isolationPresets } from "./choices.ts";
import { namespaceOfHost } from "./hosts.ts";
import { CreateTenant, reservedSlugs, Slug, SuspendTenant, UpdateTenant } from "./model.ts";

const input = { slug: "acme", name: "Acme", plan: "team", ownerEmail: "Owner@Acme.test" };

describe("a slug", () => {
  test.each(["a", "0", "a-b", "acme2", "a".repeat(63)])("may be %s", (slug) => {
    expect(Slug.parse(slug)).toBe(slug);
  });

  test.each([
    "",
    "-a",
    "a-",
    "Acme",
    "a_b",
    "a.b",
    "ä",
    "a b",
    "a".repeat(64),
    "xn--bcher-kva",
    "a\0",
    ...reservedSlugs,
  ])("may not be %j", (slug) => {
    expect(Slug.safeParse(slug).success).toBe(false);
  });
});

describe("what is given for a tenant", () => {
  test("is filled up with what was left out", () => {
    expect(CreateTenant.parse(input)).toMatchObject({
      ownerEmail: "owner@acme.test",
      isolation: "Soft",
      timeZone: "UTC",
      region: "eu-central",
      labels: {},
    });
  });

  test.each<[path: string, more: object]>([
    ["name", { name: " " }],
    ["name", { name: "x".repeat(121) }],
    ["name", { name: "turn‮ed" }],
    ["description", { description: "a\0b" }],
    ["timeZone", { timeZone: "Mars/Olympus" }],
    ["timeZone", { timeZone: "+01:00" }],
    ["region", { region: "moon" }],
    ["labels.Tier", { labels: { Tier: "x" } }],
    ["labels.a", { labels: { a: "x".repeat(64) } }],
    ["labels", { labels: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, "v"])) }],
    ["ownerEmail", { ownerEmail: "nobody" }],
    ["aspects", { isolation: "Custom" }],
    ["isolation", { isolation: "hard" }],
    ["", { tenantId: "00000000-0000-0000-0000-000000000000" }],
    ["", { status: "Suspended" }],
  ])("is refused beside the field %j", (path, more) => {
    const paths = CreateTenant.safeParse({ ...input, ...more }).error?.issues.map((issue) => issue.path.join("."));
    expect(paths).toEqual([path]);
  });

  test("never changes a slug afterwards", () => {
    const { slug: _, ownerEmail: __, ...rest } = input;
    expect(UpdateTenant.safeParse({ ...rest, version: 1 }).success).toBe(true);
    expect(UpdateTenant.safeParse({ ...rest, version: 1, slug: "other" }).success).toBe(false);
  });

  test("is suspended only with a reason", () => {
    expect(SuspendTenant.safeParse({ reason: "  " }).success).toBe(false);
  });

  test("has a preset for every level but Custom", () => {
    expect(Object.keys(isolationPresets).toSorted()).toEqual(
      isolationLevels.filter((each) => each !== "Custom").toSorted(),
    );
  });
});

describe("a host", () => {
  test.each<[host: string, slug: string | null | undefined, rule: string]>([
    ["tenantry.example", null, "apex"],
    ["TENANTRY.example.:8080", null, "apex"],
    ["localhost:3000", null, "localhost"],
    ["acme.tenantry.example", "acme", "subdomain"],
    ["ACME.Tenantry.Example:443", "acme", "subdomain"],
    ["acme.tenantry.example.", "acme", "subdomain"],
  ])("%s stands for a namespace", (host, slug, rule) => {
    expect(namespaceOfHost(host, "tenantry.example")).toMatchObject({ slug, rule });
  });

  test.each([
    "acme.example",
    "a.b.tenantry.example",
    "admin.tenantry.example",
    "127.0.0.1",
    "[::1]",
    "tenantry.example.evil.test",
    "xtenantry.example",
    ".tenantry.example",
    "acme..tenantry.example",
    "",
  ])("%j stands for none, never for the default", (host) => {
    expect(namespaceOfHost(host, "tenantry.example")).toBeNull();
  });

  test("of any form never throws", () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        const match = namespaceOfHost(host, "tenantry.example");
        expect(match === null || match.slug === null || Slug.safeParse(match.slug).success).toBe(true);
      }),
    );
  });
});

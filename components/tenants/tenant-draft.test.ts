import { describe, expect, test } from "vitest";
import { CreateTenant } from "#lib/domain/tenants/model.ts";
import {
  clashesOf,
  draftResolver,
  emptyDraft,
  fieldsOf,
  inWords,
  placeInDraft,
  problemsOf,
  slugFrom,
  type TenantDraft,
} from "./tenant-draft.ts";

const good: TenantDraft = { ...emptyDraft("free"), name: "Acme", slug: "acme", ownerEmail: "ana@acme.test" };

describe("a tenant's draft", () => {
  test("becomes what the server takes, without empty label rows and without aspects that its level settles", async () => {
    const draft = {
      ...good,
      labelRows: [
        { key: "team/a.b", value: "north" },
        { key: "", value: " " },
      ],
    };
    const { values, errors } = await judge(draft);
    expect(errors).toEqual({});
    expect(values).toMatchObject({ slug: "acme", labels: { "team/a.b": "north" } });
    expect(values).not.toHaveProperty("aspects");
  });

  test("has each problem beside its field, named in the order of the page", async () => {
    const labelRows = [
      { key: "ok", value: "x".repeat(64) },
      { key: "Bad Key", value: "x" },
      { key: "ok", value: "again" },
    ];
    const { errors } = await judge({ ...good, slug: "admin", ownerEmail: "ana@", labelRows: labelRows.slice(0, 2) });
    expect(problemsOf(errors).map(({ name }) => name)).toEqual([
      "slug",
      "ownerEmail",
      "labelRows.0.value",
      "labelRows.1.key",
    ]);
    const repeated = await judge({ ...good, labelRows });
    expect(problemsOf(repeated.errors)).toContainEqual({
      name: "labelRows.2.key",
      label: "Label 3",
      message: "This key is used above already",
    });
  });

  test("shows what the server refused beside the field it names", () => {
    const draft = { ...good, labelRows: [{ key: "a.b", value: "" }] };
    expect(placeInDraft(["slug"], draft)).toBe("slug");
    expect(placeInDraft(["labels", "a.b"], draft)).toBe("labelRows.0.key");
    expect(placeInDraft(["labels"], draft)).toBe("labelRows");
  });
});

test.each([
  ["Zürich Wörks & Söhne", "zurich-works-sohne"],
  ["  --  ", ""],
  ["A".repeat(80), "a".repeat(63)],
  [`${"a".repeat(62)} b`, "a".repeat(62)],
])("a slug is made of the name %s", (name, slug) => {
  expect(slugFrom(name)).toBe(slug);
});

function judge(draft: TenantDraft) {
  const resolve = draftResolver(
    async () => CreateTenant,
    (each) => ({
      ...fieldsOf(each),
      slug: each.slug,
      ownerEmail: each.ownerEmail,
    }),
  );
  return resolve(draft, undefined, { fields: {}, shouldUseNativeValidation: false });
}

test("a clash is what two people changed to different things", () => {
  const base = { ...emptyDraft("free"), name: "Alder", description: "as it was" };
  const mine = { ...base, name: "Alder works", plan: "team", description: "mine" };
  const theirs = { ...base, name: "Alder Ltd", plan: "team", region: "us-east", description: "as it was" };
  expect(clashesOf(base, mine, theirs).map(({ field }) => field)).toEqual(["name"]);
  expect(clashesOf(base, base, theirs)).toEqual([]);
  expect(inWords([{ key: "tier", value: "gold" }])).toBe("tier=gold");
});

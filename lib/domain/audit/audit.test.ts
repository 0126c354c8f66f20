import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator, enterStaffAsOperator, enterTenant } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newMember, newMeter, newStaff, somewhere, type World, world } from "../../test/world.ts";
import { revokeKey } from "../keys/commands.ts";
import { resumeTenant, suspendTenant } from "../tenants/commands.ts";
import { record } from "./commands.ts";
import { changesBetween } from "./model.ts";
import { auditEntries, auditEntriesOfAll } from "./queries.ts";

freshDatabase();
let all: World;

beforeAll(async () => {
  all = await world();
});

const entriesOf = (tenant: World["a"] | "platform") =>
  enterAsOperator(tenant, async (scope) => (await auditEntries(scope, { limit: 200 })).items);

describe("every command writes", () => {
  test("who, what, before, after and from where", async () => {
    const admin = await newStaff("admin");
    await enterTenant(admin, "platform", somewhere, "tenants:suspend", "birch", (scope) =>
      suspendTenant(scope, { reason: "Unpaid" }),
    );
    const [entry] = await entriesOf(all.b);
    expect(entry).toMatchObject({
      actorKind: "staff",
      actorName: "admin",
      action: "tenant.suspended",
      objectKind: "tenant",
      objectId: all.b.id,
      changes: [{ field: "status", from: "Active", to: "Suspended" }],
      reason: "Unpaid",
      ...somewhere,
    });
    await enterAsOperator(all.b, resumeTenant);
    expect((await entriesOf(all.b))[0]).toMatchObject({ action: "tenant.resumed", actorKind: "operator" });
  });

  test("in the tenant it happened in, and platform-wide changes under the platform", async () => {
    const { id } = await newKey(all.a, ["usage:read"]);
    await enterAsOperator(all.a, (scope) => revokeKey(scope, { id }));
    await newMember(all.a, "viewer");
    await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
    expect((await entriesOf(all.a)).map((each) => each.action)).toEqual(
      expect.arrayContaining(["tenant.created", "key.created", "key.revoked", "member.added", "member.invited"]),
    );
    expect((await entriesOf(all.b)).map((each) => each.action)).not.toContain("key.created");
    expect((await entriesOf("platform")).map((each) => each.action)).toEqual(
      expect.arrayContaining(["plan.created", "meter.created"]),
    );
  });

  test("nothing when it fails", async () => {
    const before = await entriesOf(all.b);
    await expect(enterAsOperator(all.b, resumeTenant)).rejects.toMatchObject({ code: "conflict" });
    await expect(enterAsOperator(all.b, (scope) => revokeKey(scope, { id: all.a.id }))).rejects.toMatchObject({
      code: "not_found",
    });
    const afterwards = enterAsOperator(all.b, async (scope) => {
      await suspendTenant(scope, { reason: "Unpaid" });
      throw new Error("afterwards");
    });
    await expect(afterwards).rejects.toThrow("afterwards");
    expect(await entriesOf(all.b)).toEqual(before);
  });
});

describe("the log", () => {
  test("gives every entry once, newest first, page by page", async () => {
    for (let at = 0; at < 25; at++)
      await enterAsOperator(all.a, (scope) =>
        record(scope, { action: "test.done", object: { kind: "test", id: String(at), name: String(at) } }),
      );
    const seen: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = await enterAsOperator(all.a, (scope) => auditEntries(scope, { limit: 7, before }));
      seen.push(...page.items.map((each) => each.id));
      if (!page.next) break;
      before = page.next;
    }
    expect(seen).toEqual((await entriesOf(all.a)).map((each) => each.id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  test("of all tenants names each entry's tenant", async () => {
    const { items } = await enterStaffAsOperator((scope) => auditEntriesOfAll(scope, { limit: 200 }));
    const slugs = new Set(items.map((each) => each.tenant?.slug ?? "platform"));
    expect(slugs).toEqual(new Set(["alder", "birch", "platform"]));
  });
});

test.each<[before: unknown, after: unknown, changes: object[]]>([
  [{ a: 1 }, { a: 1 }, []],
  [{ name: "x" }, { name: "y" }, [{ field: "name", from: "x", to: "y" }]],
  [undefined, { name: "y" }, [{ field: "name", from: "–", to: "y" }]],
  [{ labels: { a: "1" } }, { labels: { a: "2" } }, [{ field: "labels", from: '{"a":"1"}', to: '{"a":"2"}' }]],
  [{ note: "" }, { note: null }, []],
  ["text", [1], []],
])("what changed from %j to %j", (before, after, changes) => {
  expect(changesBetween(before, after)).toEqual(changes);
});

import { beforeAll, expect, test } from "vitest";
import { enterStaff, enterTenant, type Person } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newKey, newMember, newStaff, type World, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { findAcrossTenants, findInTenant } from "./queries.ts";

freshDatabase();
const origin = { ip: null, requestId: "request" };
let all: World;
let support: Person;
let owner: Person;
let viewer: Person;

beforeAll(async () => {
  all = await world();
  support = await newStaff("support");
  owner = await newMember(all.a, "owner");
  viewer = await newMember(all.a, "viewer");
});

const staffFind = (q: string) =>
  enterStaff(support, origin, "overview:read", (scope) => findAcrossTenants(scope, { q }, "localhost"));
const find = (person: Person, q: string) =>
  enterTenant(person, "console", origin, "overview:read", all.a.slug, (scope) => findInTenant(scope, { q }));

test("staff find a tenant by slug, name, owner and id, and are told why", async () => {
  for (const [q, why] of [
    ["alder", "slug"],
    ["works", "name"],
    ["owner@alder", "owner’s e-mail"],
    [all.a.id, "its id"],
  ] as const) {
    const found = (await staffFind(q)).filter(({ kind }) => kind === "tenant");
    expect(found).toContainEqual(expect.objectContaining({ why, tenant: { slug: "alder", name: all.a.name } }));
  }
});

test("staff find a key by how it begins, and a request by its id, with the tenant they belong to", async () => {
  const { id, key } = await newKey(all.b, ["usage:read"]);
  expect(await staffFind(key.slice(0, 9))).toEqual([
    expect.objectContaining({ kind: "key", id, tenant: expect.objectContaining({ slug: "birch" }) }),
  ]);
  const { items } = await enterTenant(support, "platform", origin, "audit:read", all.b.slug, auditEntries);
  const entry = items.find(({ objectId }) => objectId === id);
  const [byRequest] = await staffFind(entry?.requestId ?? "");
  expect(byRequest).toMatchObject({ kind: "entry", id: entry?.id, tenant: { slug: "birch" } });
});

test("a member finds what their role may see in their own tenant, and nothing of another", async () => {
  const own = await newKey(all.a, ["usage:read"]);
  const foreign = await newKey(all.b, ["usage:read"]);
  const kinds = async (person: Person, q: string) => (await find(person, q)).map(({ kind }) => kind);
  expect(await kinds(owner, own.key.slice(0, 9))).toEqual(["key"]);
  expect(await kinds(viewer, own.key.slice(0, 9))).toEqual([]);
  expect(await kinds(owner, foreign.key.slice(0, 9))).toEqual([]);
  expect(await kinds(owner, foreign.id)).toEqual([]);
  expect(await kinds(viewer, owner.email)).toEqual(["member"]);
  expect(await kinds(owner, "birch")).toEqual([]);
});

test("signs of LIKE are letters in a clue", async () => {
  expect(await find(owner, "%@alder")).toEqual([]);
  expect(await find(owner, "_wner")).toEqual([]);
});

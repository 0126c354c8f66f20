import { beforeAll, expect, test } from "vitest";
import { enterPlatform, enterStaff, type Person } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMember, newStaff, newTenant, somewhere, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { changeView, removeView, saveView } from "./commands.ts";
import { SaveView } from "./model.ts";
import { viewsOf } from "./queries.ts";

freshDatabase();
let ana: Person;
let jo: Person;

beforeAll(async () => {
  await world();
  [ana, jo] = [await newStaff("admin"), await newStaff("support")];
});

const save = (person: Person, name: string, more: object = {}) =>
  enterPlatform(person, somewhere, "views:write", (scope) =>
    saveView(scope, SaveView.parse({ list: "tenants", name, words: "q=status%3ASuspended", ...more })),
  );
const seenBy = (person: Person) => enterStaff(person, somewhere, "tenants:read", (scope) => viewsOf(scope, "tenants"));

test("a view is its owner's alone until it is shared, and is changed by its owner alone", async () => {
  const { id } = await save(ana, "Suspended");
  expect(await seenBy(jo)).toEqual([]);
  const change = (person: Person, input: object) =>
    enterPlatform(person, somewhere, "views:write", (scope) => changeView(scope, { id, ...input }));
  await expect(change(jo, { shared: true })).rejects.toMatchObject({ code: "not_found" });
  await change(ana, { shared: true, pinned: true });
  expect(await seenBy(jo)).toMatchObject([{ id, name: "Suspended", shared: true, own: false, ownerName: "admin" }]);
  expect(await seenBy(ana)).toMatchObject([{ own: true, pinned: true }]);
  const remove = (person: Person) =>
    enterPlatform(person, somewhere, "views:write", (scope) => removeView(scope, { id }));
  await expect(change(jo, { words: "" })).rejects.toMatchObject({ code: "not_found" });
  await expect(remove(jo)).rejects.toMatchObject({ code: "not_found" });
  await remove(ana);
  expect(await seenBy(ana)).toEqual([]);
  const { items } = await enterPlatform(ana, somewhere, "audit:read", (scope) => auditEntries(scope));
  expect(items.map(({ action }) => action).slice(0, 3)).toEqual(["view.removed", "view.changed", "view.saved"]);
});

test("two views of one person never share a name, also when saved at once; those of two people may", async () => {
  const both = await Promise.allSettled([save(ana, "Mine"), save(ana, "MINE")]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((each) => each.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "conflict", errors: [{ path: "name" }] });
  await expect(save(jo, "Mine")).resolves.toBeDefined();
});

test("who is not staff has no views of the platform's lists", async () => {
  const member = await newMember(await newTenant("curious"), "owner");
  await expect(save(member, "Stolen")).rejects.toMatchObject({ code: "not_found" });
  await expect(seenBy(member)).rejects.toMatchObject({ code: "not_found" });
});

import { beforeAll, expect, test } from "vitest";
import { enterTenant } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMember, somewhere, type World, world } from "../../test/world.ts";
import { ChangeSettings } from "./model.ts";
import { changeSettings } from "./settings.ts";

freshDatabase();
let all: World;

beforeAll(async () => {
  all = await world();
});

test("an owner changes name, time zone and description, and nothing else of the tenant", async () => {
  const owner = await newMember(all.a, "owner");
  const input = { name: "Alder & Co", timeZone: "Asia/Kolkata", description: "Trees", version: all.a.version };
  const save = (more: object = {}) =>
    enterTenant(owner, "console", somewhere, "settings:write", "alder", (scope) =>
      changeSettings(scope, ChangeSettings.parse({ ...input, ...more })),
    );
  const { name, timeZone, description, version: _, updatedAt: __, ...before } = all.a;
  const { updatedAt: ___, version, ...after } = await save();
  expect(after).toEqual({ ...before, name: "Alder & Co", timeZone: "Asia/Kolkata", description: "Trees" });
  expect([name, timeZone, description]).not.toEqual([after.name, after.timeZone, after.description]);
  await expect(save()).rejects.toMatchObject({ code: "conflict" });
  await expect(save({ version, name: all.b.name })).rejects.toMatchObject({
    code: "conflict",
    message: "This name cannot be used; choose another",
    errors: [{ path: "name", message: "This name cannot be used; choose another" }],
  });
  for (const more of [{ plan: "standard" }, { slug: "x" }, { isolation: "Hard" }, { ownerEmail: "a@b.test" }])
    expect(ChangeSettings.safeParse({ ...input, ...more }).success).toBe(false);
});

test("nobody but an owner may", async () => {
  for (const role of ["admin", "developer", "billing", "viewer"] as const)
    await expect(
      enterTenant(await newMember(all.b, role), "console", somewhere, "settings:write", "birch", async () => {}),
    ).rejects.toMatchObject({ code: "forbidden" });
});

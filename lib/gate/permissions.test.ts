import { describe, expect, test } from "vitest";
import { memberRoles } from "../domain/members/model.ts";
import { staffRoles } from "../domain/people/staff-roles.ts";
import { safePath } from "./auth-options.ts";
import { can, type Permission, permissions, scopesFor } from "./permissions.ts";

const all = Object.keys(permissions) as Permission[];

describe("who may what", () => {
  test("is said in the one table, and every permission has someone", () => {
    for (const permission of all) {
      const { staff, members, keys, says } = permissions[permission];
      expect([permission, staff.length + members.length + keys.length > 0, says.length > 0]).toEqual([
        permission,
        true,
        true,
      ]);
    }
  });

  test("is everything for an admin of the platform but what only programs do, and never more for support or billing", () => {
    for (const permission of all) {
      const [admin, ...others] = staffRoles.map((role) => can({ kind: "staff", role }, permission));
      for (const other of others) expect([permission, admin || !other]).toEqual([permission, true]);
    }
  });

  test("is no platform-wide change for a member, whatever the role", () => {
    for (const role of memberRoles) {
      for (const permission of ["tenants:read", "tenants:write", "tenants:suspend", "meters:write"] as const)
        expect(can({ kind: "member", role }, permission)).toBe(false);
    }
    expect(memberRoles.filter((role) => can({ kind: "member", role }, "members:write"))).toEqual(["owner", "admin"]);
    expect(can({ kind: "member", role: "viewer" }, "keys:read")).toBe(false);
  });

  test("is for a key what it was given and what its kind may have, both", () => {
    for (const permission of all) {
      for (const of of ["tenant", "platform"] as const) {
        const offered = scopesFor(of).some((each) => each.scope === permission);
        expect(can({ kind: "key", of, scopes: all }, permission)).toBe(offered);
        expect(can({ kind: "key", of, scopes: [] }, permission)).toBe(false);
      }
    }
  });
});

describe("the way back after a sign-in", () => {
  test.each(["/", "/platform", "/t/acme/usage?range=7d#top", "/a//b"])("may be %s", (path) => {
    expect(safePath(path)).toBe(true);
  });

  test.each([
    "",
    "platform",
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https://evil.test",
    "javascript:alert(1)",
    "/\tx",
    "/a\\b",
    "/a\nb",
    "/ \u0000",
  ])("may not be %j", (path) => {
    expect(safePath(path)).toBe(false);
  });
});

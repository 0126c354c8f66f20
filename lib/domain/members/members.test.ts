import fc from "fast-check";
import type pg from "pg";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { arrive, findInvitation } from "../../gate/arrive.ts";
import { enterAsOperator, enterTenant, type Person } from "../../gate/enter.ts";
import type { Permission } from "../../gate/permissions.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMember, newStaff, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { addressesIn } from "../invitations/addresses.ts";
import { keepingOwner } from "../tenants/owner.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { changeRole, leaveTenant, removeMember } from "./commands.ts";
import { invitePeople, renewInvitation, revokeInvitation } from "./invitations.ts";
import { InvitePeople, type MemberRole } from "./model.ts";
import { members, openInvitations } from "./queries.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;
let owner: Person;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

beforeEach(async () => {
  owner = await newMember(all.a, "owner");
});

const as = <T>(person: Person, permission: Permission, work: (scope: Scope) => Promise<T>, slug = "alder") =>
  enterTenant(person, "console", somewhere, permission, slug, work);
const idOf = async (person: Person) => {
  const { rows } = await root.query("SELECT id FROM member WHERE person_id = $1 AND tenant_id = $2", [
    person.id,
    all.a.id,
  ]);
  return rows[0]?.id ?? v7();
};
const give = async (by: Person, to: Person, role: MemberRole) => {
  const id = await idOf(to);
  return as(by, "members:write", (scope) => changeRole(scope, { id, role }));
};
const remove = async (by: Person, who: Person) => {
  const id = await idOf(who);
  return as(by, "members:write", (scope) => keepingOwner(removeMember)(scope, { id }));
};
const inviteTo = async (email: string, by = owner, role: MemberRole = "developer") => {
  const input = InvitePeople.parse({ emails: [email], role });
  const { people } = await as(by, "members:write", (scope) => invitePeople(scope, input));
  const [first] = people;
  if (first?.outcome !== "invited") throw new Error(`${email} was not invited`);
  return first.token;
};
const openTo = async (email: string) =>
  (await as(owner, "members:read", openInvitations)).filter((each) => each.email === email);

describe("a member", () => {
  test("has another role from the next request on", async () => {
    const person = await newMember(all.a, "viewer");
    await expect(as(person, "keys:read", async () => "in")).rejects.toMatchObject({ code: "forbidden" });
    await give(owner, person, "developer");
    expect(await as(person, "keys:read", async () => "in")).toBe("in");
    await give(owner, person, "viewer");
    await expect(as(person, "keys:read", async () => "in")).rejects.toMatchObject({ code: "forbidden" });
  });

  test("who was removed, or left, finds nothing from the next request on", async () => {
    for (const end of [
      (person: Person) => remove(owner, person),
      (person: Person) => as(person, "membership:end", leaveTenant),
    ]) {
      const person = await newMember(all.a, "admin");
      expect(await as(person, "overview:read", async () => "in")).toBe("in");
      await end(person);
      await expect(as(person, "overview:read", async () => "in")).rejects.toMatchObject({ code: "not_found" });
    }
  });

  test("of one tenant is out of reach for another's owner", async () => {
    const stranger = await newMember(all.b, "owner");
    const id = await idOf(owner);
    for (const act of [
      (scope: Scope) => removeMember(scope, { id }),
      (scope: Scope) => changeRole(scope, { id, role: "viewer" }),
    ])
      await expect(as(stranger, "members:write", act, "birch")).rejects.toMatchObject({ code: "not_found" });
    expect(await as(owner, "owners:write", async () => "still owner")).toBe("still owner");
  });

  test("who is no owner makes none, and takes no owner's role", async () => {
    const admin = await newMember(all.a, "admin");
    const other = await newMember(all.a, "viewer");
    await expect(give(admin, other, "owner")).rejects.toMatchObject({ code: "forbidden" });
    await expect(give(admin, admin, "owner")).rejects.toMatchObject({ code: "forbidden" });
    await expect(give(admin, owner, "viewer")).rejects.toMatchObject({ code: "forbidden" });
    await expect(remove(admin, owner)).rejects.toMatchObject({ code: "forbidden" });
    await expect(inviteTo("boss@person.test", admin, "owner")).rejects.toMatchObject({ code: "forbidden" });
    await give(admin, other, "developer");
    const staff = await newStaff("admin");
    const id = await idOf(other);
    await enterTenant(staff, "platform", somewhere, "members:write", "alder", (scope) =>
      changeRole(scope, { id, role: "owner" }),
    );
    expect(await as(other, "owners:write", async () => "owner")).toBe("owner");
  });

  test("is on exactly one page of a list in the order of names, whatever the names", async () => {
    const tenant = await newTenant("many");
    for (let n = 0; n < 13; n++) {
      const { id } = (
        await root.query("INSERT INTO person (id, email, name) VALUES ($1, $2, $3) RETURNING id", [
          v7(),
          `page-${n}@many.test`,
          n % 3 === 0 ? "Same" : `Name ${n}`,
        ])
      ).rows[0];
      await root.query(
        "INSERT INTO member (tenant_id, id, person_id, email, name, role) SELECT $1, $2, id, email, name, 'viewer' FROM person WHERE id = $3",
        [tenant.id, v7(), id],
      );
    }
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await enterAsOperator(tenant, (scope) => members(scope, { after, limit: 4 }));
      expect(page).toMatchObject({ total: 14, owners: 1 });
      seen.push(...page.items.map(({ id }) => id));
      if (!page.next) break;
      after = page.next;
    }
    const { rows } = await root.query("SELECT id FROM member WHERE tenant_id = $1 ORDER BY name, id", [tenant.id]);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });
});

describe("the last owner", () => {
  test("stays: neither removed, nor made something else, nor leaving", async () => {
    const tenant = await newTenant("lone");
    const { rows } = await root.query("SELECT id, person_id FROM member WHERE tenant_id = $1", [tenant.id]);
    const [{ id, person_id: personId }] = rows;
    await newMember(tenant, "admin");
    const alone = { ...owner, id: personId };
    for (const act of [
      (scope: Scope) => removeMember(scope, { id }),
      (scope: Scope) => changeRole(scope, { id, role: "admin" as const }),
      (scope: Scope) => leaveTenant(scope),
    ])
      await expect(as(alone, "members:write", act, "lone")).rejects.toThrow(/last owner/);
  });

  test("stays however many owners remove, demote and leave at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.constantFrom("remove", "demote", "leave")), {
          minLength: 2,
          maxLength: 8,
        }),
        async (acts) => {
          const tenant = await newTenant(`race-${v7().slice(-12)}`);
          const { rows } = await root.query("SELECT id FROM member WHERE tenant_id = $1", [tenant.id]);
          const people = [
            await newMember(tenant, "owner"),
            await newMember(tenant, "owner"),
            await newMember(tenant, "owner"),
          ];
          const ids = [
            ...(
              await root.query("SELECT id, person_id FROM member WHERE tenant_id = $1 ORDER BY created_at, id", [
                tenant.id,
              ])
            ).rows,
          ];
          await Promise.allSettled(
            acts.map(([by, whom, act]) => {
              const actor = people[by % people.length] ?? owner;
              const id = ids[whom % ids.length]?.id ?? rows[0].id;
              return as(
                actor,
                "membership:end",
                (scope) =>
                  act === "leave"
                    ? keepingOwner(leaveTenant)(scope, {})
                    : act === "remove"
                      ? keepingOwner(removeMember)(scope, { id })
                      : keepingOwner(changeRole)(scope, { id, role: "viewer" }),
                tenant.slug,
              );
            }),
          );
          const left = await root.query("SELECT person_id FROM member WHERE tenant_id = $1 AND role = 'owner'", [
            tenant.id,
          ]);
          expect(left.rows.length).toBeGreaterThan(0);
          const { rows: named } = await root.query("SELECT owner_id FROM tenant WHERE tenant_id = $1", [tenant.id]);
          expect(left.rows.map((each) => each.person_id)).toContain(named[0].owner_id);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("of two who remove each other at the same moment, one stays", async () => {
    for (let round = 0; round < 5; round++) {
      const tenant = await newTenant(`duel-${round}`);
      const founder = (await root.query("SELECT id FROM member WHERE tenant_id = $1", [tenant.id])).rows[0];
      const [one, two] = [await newMember(tenant, "owner"), await newMember(tenant, "owner")];
      await enterAsOperator(tenant, (scope) => removeMember(scope, { id: founder.id }));
      const { rows } = await root.query("SELECT id, person_id FROM member WHERE tenant_id = $1", [tenant.id]);
      const of = (person: Person) => rows.find((row) => row.person_id === person.id)?.id ?? "";
      const outcomes = await Promise.allSettled(
        (
          [
            [one, two],
            [two, one],
          ] as const
        ).map(([by, whom]) =>
          as(by, "members:write", (scope) => keepingOwner(removeMember)(scope, { id: of(whom) }), tenant.slug),
        ),
      );
      expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
      const left = await root.query("SELECT 1 FROM member WHERE tenant_id = $1 AND role = 'owner'", [tenant.id]);
      expect(left.rowCount).toBe(1);
      expect((await enterAsOperator(tenant, tenantDetail)).ownerEmail).toMatch(/^owner-/);
    }
  });
});

describe("an invitation of several people", () => {
  test("gives each address a link, once, and says who is in already", async () => {
    const seated = await newMember(all.a, "viewer");
    await inviteTo("before@person.test");
    const emails = ["first@person.test", "FIRST@person.test", "before@person.test", seated.email];
    const input = InvitePeople.parse({ emails, role: "viewer", expiresInDays: 1 });
    const { people } = await as(owner, "members:write", (scope) => invitePeople(scope, input));
    expect(people.map(({ email, outcome }) => [email, outcome])).toEqual([
      ["first@person.test", "invited"],
      ["before@person.test", "invited before"],
      [seated.email, "member"],
    ]);
    const [open] = await openTo("first@person.test");
    expect(open).toMatchObject({ role: "viewer", invitedBy: "owner", expired: false });
    expect(Object.keys(open ?? {})).not.toContain("tokenHash");
  });

  test("leaves one open invitation of an address when five invite it at once", async () => {
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => inviteTo("twice@person.test")));
    expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect(await openTo("twice@person.test")).toHaveLength(1);
  });

  test("can be sent anew where the old link is over", async () => {
    await inviteTo("over@person.test");
    await root.query("UPDATE invitation SET expires_at = now() WHERE email = 'over@person.test'");
    expect((await openTo("over@person.test"))[0]?.expired).toBe(true);
    const token = await inviteTo("over@person.test");
    expect(await findInvitation(token)).toMatchObject({ email: "over@person.test" });
    expect(await openTo("over@person.test")).toHaveLength(1);
  });

  test("has a new link, and the old one ends", async () => {
    const old = await inviteTo("renewed@person.test");
    const [open] = await openTo("renewed@person.test");
    const { token } = await as(owner, "members:write", (scope) => renewInvitation(scope, { id: open?.id ?? "" }));
    expect(await findInvitation(old)).toBeNull();
    expect(await findInvitation(token)).toMatchObject({ email: "renewed@person.test", role: "developer" });
    await expect(
      as(owner, "members:write", (scope) => renewInvitation(scope, { id: open?.id ?? "" })),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    ["is taken out", remove],
    ["gets a lesser role", (by: Person, who: Person) => give(by, who, "viewer")],
    ["leaves", (_: Person, who: Person) => as(who, "membership:end", leaveTenant)],
  ])("ends when who sent it %s; others' stay", async (how, lose) => {
    const admin = await newMember(all.a, "admin");
    const email = `${how.replaceAll(" ", "-")}@person.test`;
    const [theirs, other] = [await inviteTo(email, admin, "admin"), await inviteTo(`beside-${email}`)];
    await lose(owner, admin);
    expect(await findInvitation(theirs)).toBeNull();
    expect(await openTo(email)).toEqual([]);
    const { items } = await as(owner, "audit:read", (scope) => auditEntries(scope, { limit: 5 }));
    expect(items).toContainEqual(expect.objectContaining({ action: "invitation.revoked", objectName: email }));
    expect(await findInvitation(other)).not.toBeNull();
  });

  test("that is withdrawn lets nobody in, also at the same moment as it is accepted", async () => {
    for (let round = 0; round < 5; round++) {
      const email = `withdrawn-${round}@person.test`;
      const token = await inviteTo(email);
      const [open] = await openTo(email);
      const [revoked, joined] = await Promise.allSettled([
        as(owner, "members:write", (scope) => revokeInvitation(scope, { id: open?.id ?? "" })),
        arrive({ token, name: "Late", password: "correct horse battery staple" }, null, somewhere),
      ]);
      expect([revoked?.status, joined?.status].toSorted()).toEqual(["fulfilled", "rejected"]);
      const { rowCount } = await root.query("SELECT 1 FROM member WHERE email = $1", [email]);
      expect(rowCount).toBe(joined?.status === "fulfilled" ? 1 : 0);
    }
  });

  test("of another tenant is out of reach", async () => {
    const stranger = await newMember(all.b, "owner");
    await inviteTo("theirs@person.test");
    const [open] = await openTo("theirs@person.test");
    const acts: ((scope: Scope, input: { id: string }) => Promise<unknown>)[] = [renewInvitation, revokeInvitation];
    for (const act of acts)
      await expect(
        as(stranger, "members:write", (scope) => act(scope, { id: open?.id ?? "" }), "birch"),
      ).rejects.toMatchObject({ code: "not_found" });
    expect(await as(stranger, "members:read", openInvitations, "birch")).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ email: "theirs@person.test" })]),
    );
  });
});

test.each([
  ["ana@example.com", ["ana@example.com"]],
  [
    "ana@example.com, Bo Lind <BO@example.com>; cy@example.com\n\tdi@example.com,",
    ["bo@example.com", "ana@example.com", "cy@example.com", "di@example.com"],
  ],
  ["ana@example.com ana@example.com", ["ana@example.com"]],
  ["not an address", ["not", "an", "address"]],
  [" ,;\n", []],
])("the addresses in %j are found", (text, found) => {
  expect(addressesIn(text)).toEqual(found);
});

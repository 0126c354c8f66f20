import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "../domain/audit/queries.ts";
import type { Invited } from "../domain/invitations/model.ts";
import { invite } from "../domain/members/invitations.ts";
import type { StaffRole } from "../domain/people/staff-roles.ts";
import { changeStaff } from "../domain/staff/commands.ts";
import {
  acceptStaffInvitation,
  inviteStaff,
  renewStaffInvitation,
  revokeStaffInvitation,
} from "../domain/staff/invitations.ts";
import { openStaffInvitations, staff } from "../domain/staff/queries.ts";
import { v7 } from "../id.ts";
import { freshDatabase, inPassing } from "../test/database.ts";
import { newMember, newStaff, somewhere, type World, world } from "../test/world.ts";
import { arrive, findInvitation } from "./arrive.ts";
import { arriveAsStaff, findStaffInvitation } from "./arrive-staff.ts";
import { enterAsOperator, enterPlatform, enterStaffAsOperator, enterTenant, type Person } from "./enter.ts";
import { openSession, signIn } from "./sign-in.ts";

const password = "correct horse battery staple";
const from = { ip: "192.0.2.1", userAgent: null };
const database = freshDatabase();
let all: World;
let root: pg.Client;
let boss: Person;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  boss = await newStaff("admin", password);
});

const as = (person: Person, emails: string[], role: StaffRole = "support") =>
  enterPlatform(person, somewhere, "staff:write", (scope) => inviteStaff(scope, { emails, role, expiresInDays: 7 }));
const come = (token: string, name: string, chosen: string | null = password, person: Person | null = null) =>
  arriveAsStaff({ token, name, password: chosen }, person, somewhere);
const roleOf = async (email: string) =>
  (await enterStaffAsOperator(staff)).find((each) => each.email === email)?.role ?? null;
const waiting = async (email: string) => {
  const found = (await enterStaffAsOperator(openStaffInvitations)).find((each) => each.email === email);
  if (!found) throw new Error(`nobody waits as ${email}`);
  return found;
};
const inviteTo = async (email: string, role: StaffRole = "support") =>
  tokenOf((await as(boss, [email], role)).people[0]);

function tokenOf(invited: Invited | undefined): string {
  if (invited?.outcome !== "invited") throw new Error(`not invited: ${invited?.outcome}`);
  return invited.token;
}

describe("a link to staff", () => {
  test("takes a new person in, as what they were invited, with the password they choose; each step is in the audit", async () => {
    const email = "new@staff-link.test";
    const token = await inviteTo(email, "billing");
    expect(await waiting(email)).toMatchObject({ role: "billing", invitedBy: boss.name, expired: false });
    expect(await findStaffInvitation(token)).toEqual({ email, role: "billing", hasPassword: false });
    await come(token, "New Person");
    expect(await roleOf(email)).toBe("billing");
    expect(await signIn(email, password, from)).not.toBeNull();
    await expect(waiting(email)).rejects.toThrow();
    const { items } = await enterAsOperator("platform", (scope) => auditEntries(scope, { limit: 2 }));
    expect(items).toMatchObject([
      { action: "staff.joined", actorName: "New Person", objectName: email, ip: somewhere.ip },
      { action: "staff.invited", actorName: boss.name, objectName: email },
    ]);
  });

  test("keeps only the hash of its token, and no tenant's scope sees or makes one", async () => {
    const token = await inviteTo("hash@staff-link.test");
    const { rows } = await root.query("SELECT string_agg(i::text, ' ') AS text FROM staff_invitation i");
    expect(rows[0].text).not.toContain(token);
    expect(rows[0].text).not.toContain(Buffer.from(token).toString("hex"));
    const seen = await enterAsOperator(all.a, (scope) => scope.db.staffInvitation.count());
    expect(seen).toBe(0);
    const made = enterAsOperator(all.a, (scope) =>
      inviteStaff(scope, { emails: ["own@staff-link.test"], role: "admin", expiresInDays: 7 }),
    );
    await expect(made).rejects.toThrow();
    const row = {
      email: "x@x.test",
      role: "admin",
      invitedBy: "x",
      tokenHash: new Uint8Array(32),
      expiresAt: new Date(),
    };
    await expect(
      enterAsOperator(all.a, (scope) => scope.db.staffInvitation.createMany({ data: [row] })),
    ).rejects.toThrow(/row-level security/);
    const app = await database.as("app");
    await expect(
      inPassing(app, async () => {
        await app.query(`SET LOCAL app.tenant_id = '${all.a.id}'`);
        await app.query("SELECT * FROM accept_staff_invitation(gen_random_uuid(), gen_random_uuid(), 'x', 'x')");
      }),
    ).rejects.toMatchObject({ code: "42501" });
  });

  test("is spent once, also when five present it at once, and one person is staff by it", async () => {
    const email = "raced@staff-link.test";
    const token = await inviteTo(email);
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((each) => come(token, `Raced ${each}`, `${password} ${each}`)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const each of outcomes)
      if (each.status === "rejected") expect(["not_found", "conflict"]).toContain(each.reason.code);
    const winner = outcomes.findIndex(({ status }) => status === "fulfilled") + 1;
    expect(await signIn(email, `${password} ${winner}`, from)).not.toBeNull();
    expect((await enterStaffAsOperator(staff)).filter((each) => each.email === email)).toHaveLength(1);
    const { items } = await enterAsOperator("platform", (scope) => auditEntries(scope, { limit: 200 }));
    expect(items.filter((each) => each.action === "staff.joined" && each.objectName === email)).toHaveLength(1);
  });

  test.each([
    ["expired", "expires_at = now() - interval '1 second'"],
    ["revoked", "revoked_at = now()"],
    ["used", "accepted_at = now()"],
  ])("that is %s answers as one that never was", async (state, change) => {
    const email = `${state}@staff-link.test`;
    const token = await inviteTo(email);
    await root.query(`UPDATE staff_invitation SET ${change} WHERE email = $1`, [email]);
    const unknown = await come("a".repeat(43), "Late").catch((error: Error) => error);
    expect(await findStaffInvitation(token)).toBeNull();
    expect(await come(token, "Late").catch((error: Error) => error)).toEqual(unknown);
    expect(unknown).toMatchObject({ code: "not_found" });
    expect(await roleOf(email)).toBeNull();
  });

  test("is one for an address: a second is refused, a new one ends the one before, a withdrawn one ends at once", async () => {
    const email = "one@staff-link.test";
    const first = await inviteTo(email, "billing");
    expect((await as(boss, [email], "admin")).people).toEqual([{ email, outcome: "invited before" }]);
    const raced = await Promise.all([1, 2, 3].map(() => as(boss, ["race@staff-link.test"])));
    expect(raced.flatMap(({ people }) => people).filter(({ outcome }) => outcome === "invited")).toHaveLength(1);
    const { id } = await waiting(email);
    const { token } = await enterPlatform(boss, somewhere, "staff:write", (scope) =>
      renewStaffInvitation(scope, { id }),
    );
    expect(await findStaffInvitation(first)).toBeNull();
    expect(await findStaffInvitation(token)).toMatchObject({ role: "billing" });
    const next = await waiting(email);
    const withdraw = () =>
      enterPlatform(boss, somewhere, "staff:write", (scope) => revokeStaffInvitation(scope, { id: next.id }));
    await withdraw();
    expect(await findStaffInvitation(token)).toBeNull();
    await expect(withdraw()).rejects.toMatchObject({ code: "not_found" });
    const { items } = await enterAsOperator("platform", (scope) => auditEntries(scope, { limit: 1 }));
    expect(items).toMatchObject([{ action: "staff.invitation_revoked", objectName: email }]);
  });

  test("of someone with an account is theirs alone: who holds it neither gets in nor sets a password", async () => {
    const known = await newMember(all.b, "viewer", "another long password");
    const token = await inviteTo(known.email);
    expect(await findStaffInvitation(token)).toMatchObject({ hasPassword: true });
    const other = await newMember(all.a, "owner", password);
    for (const person of [null, other])
      await expect(come(token, "Thief", password, person)).rejects.toMatchObject({ code: "forbidden" });
    expect(await signIn(known.email, password, from)).toBeNull();
    await come(token, known.name, null, known);
    expect(await roleOf(known.email)).toBe("support");
    expect(await signIn(known.email, "another long password", from)).not.toBeNull();
  });

  test("of someone who waits for it is not forestalled by a tenant's link to the same address", async () => {
    const email = "squat@staff-link.test";
    const token = await inviteTo(email);
    const tenants = await enterAsOperator(all.a, (scope) => invite(scope, { email, role: "viewer" }));
    const squat = arrive(
      { token: tenants.token, name: "Squatter", password: "a squatter's password" },
      null,
      somewhere,
    );
    await expect(squat).rejects.toMatchObject({ code: "conflict" });
    await come(token, "Rightful");
    expect(await signIn(email, password, from)).not.toBeNull();
    await arrive({ token: tenants.token, name: "Rightful", password: null }, email, somewhere);
    expect(await findInvitation(tenants.token)).toBeNull();
  });

  test.each([
    ["is shut out", { role: "admin", disabled: true }],
    ["is no admin any more", { role: "support", disabled: false }],
  ] as const)("is over as soon as who made it %s, until another makes a new one", async (how, change) => {
    const email = `${how.replaceAll(" ", "-")}@staff-link.test`;
    const rogue = await newStaff("admin");
    const token = tokenOf((await as(rogue, [email], "admin")).people[0]);
    expect(await findStaffInvitation(token)).not.toBeNull();
    const { id: invitation } = await waiting(email);
    await enterPlatform(boss, somewhere, "staff:write", (scope) => changeStaff(scope, { id: rogue.id, ...change }));
    expect(await findStaffInvitation(token)).toBeNull();
    await expect(come(token, "Rogue")).rejects.toMatchObject({ code: "not_found" });
    const late = enterAsOperator("platform", (scope) =>
      acceptStaffInvitation(scope, { id: invitation, personId: v7(), name: "Rogue", hash: "x" }),
    );
    await expect(late).rejects.toMatchObject({ code: "not_found" });
    expect(await waiting(email)).toMatchObject({ expired: true });
    const anew = await enterPlatform(boss, somewhere, "staff:write", (scope) =>
      renewStaffInvitation(scope, { id: invitation }),
    );
    await come(anew.token, "Rightful");
    expect(await roleOf(email)).toBe("admin");
  });

  test("needs a password where there is none", async () => {
    const token = await inviteTo("bare@staff-link.test");
    await expect(come(token, "Bare", null)).rejects.toMatchObject({ code: "invalid" });
    await expect(come(token, "Bare", null, boss)).rejects.toMatchObject({ code: "invalid" });
    expect(await findStaffInvitation(token)).not.toBeNull();
  });
});

describe("nobody becomes staff", () => {
  test("by a tenant's link, nor a member by one to staff", async () => {
    const email = "crossed@staff-link.test";
    const token = await inviteTo(email);
    const { token: tenants } = await enterAsOperator(all.a, (scope) => invite(scope, { email, role: "owner" }));
    expect(await findStaffInvitation(tenants)).toBeNull();
    expect(await findInvitation(token)).toBeNull();
    await expect(come(tenants, "Crossed")).rejects.toMatchObject({ code: "not_found" });
    await expect(arrive({ token, name: "Crossed", password }, null, somewhere)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test.each(["support", "billing"] as const)("by %s, who may not invite, or a tenant's owner", async (role) => {
    const clerk = await newStaff(role);
    await expect(as(clerk, ["friend@staff-link.test"], "admin")).rejects.toMatchObject({ code: "forbidden" });
    const owner = await newMember(all.a, "owner");
    await expect(as(owner, ["friend@staff-link.test"])).rejects.toMatchObject({ code: "not_found" });
    await expect(
      enterTenant(owner, "console", somewhere, "staff:write", all.a.slug, (scope) =>
        inviteStaff(scope, { emails: ["friend@staff-link.test"], role: "admin", expiresInDays: 7 }),
      ),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("who was shut out: neither by a new link nor by one that was out before", async () => {
    const email = "out@staff-link.test";
    const token = await inviteTo(email);
    await come(token, "Out");
    expect((await as(boss, [email])).people).toEqual([{ email, outcome: "staff" }]);
    const { id } = (await enterStaffAsOperator(staff)).find((each) => each.email === email) ?? { id: "" };
    await enterPlatform(boss, somewhere, "staff:write", (scope) =>
      changeStaff(scope, { id, role: "support", disabled: true }),
    );
    expect((await as(boss, [email])).people).toEqual([{ email, outcome: "shut out" }]);
    await root.query("UPDATE staff_invitation SET accepted_at = NULL WHERE email = $1", [email]);
    expect(await findStaffInvitation(token)).toBeNull();
    const sessionId = await openSession(id, from);
    const person: Person = { id, email, name: "Out", staffRole: "support", sessionId };
    await expect(come(token, "Out", null, person)).rejects.toMatchObject({ code: "not_found" });
    const [forced] = await enterAsOperator(
      "platform",
      (scope) =>
        scope.db.$queryRaw<{ outcome: string }[]>`
        SELECT a.outcome FROM staff_invitation i, accept_staff_invitation(i.id, ${id}::uuid, 'Out', NULL) a WHERE i.email = ${email}`,
    );
    expect(forced).toEqual({ outcome: "refused" });
  });
});

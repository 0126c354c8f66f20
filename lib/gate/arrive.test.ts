import { randomBytes } from "node:crypto";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "../domain/audit/queries.ts";
import { invite, renewInvitation } from "../domain/members/invitations.ts";
import { members, openInvitations } from "../domain/members/queries.ts";
import { Setup } from "../domain/people/setup.ts";
import { resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import { deleteTenant, restoreTenant } from "../domain/tenants/deletion.ts";
import { freshDatabase } from "../test/database.ts";
import { newMember, newStaff, somewhere, type World, world } from "../test/world.ts";
import { arrive, completeSetup, findInvitation, setupHash, setupIsOpen } from "./arrive.ts";
import { enterAsOperator } from "./enter.ts";
import { signIn } from "./sign-in.ts";

const password = "correct horse battery staple";
const from = { ip: "192.0.2.1", userAgent: null };
const database = freshDatabase();
let all: World;
let root: pg.Client;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

describe("the set-up of an empty installation", () => {
  const token = randomBytes(24).toString("base64url");
  const setup = (email: string) => completeSetup(Setup.parse({ token, name: "First", email, password }), somewhere);

  test("is closed until a token is given, and to any other token", async () => {
    expect(await setupIsOpen(token)).toBe(false);
    await expect(setup("first@platform.test")).rejects.toMatchObject({ code: "not_found" });
    await root.query("UPDATE installation SET setup_token_hash = $1", [setupHash(token)]);
    expect(await setupIsOpen(token)).toBe(true);
    for (const other of ["", "x", `${token}x`, token.slice(1)]) expect(await setupIsOpen(other)).toBe(false);
  });

  test("spends its token once, also when five present it at once, and the others leave nothing", async () => {
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((each) => setup(`first-${each}@platform.test`)));
    expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    for (const each of outcomes)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "not_found" });
    const { rows } = await root.query("SELECT email, staff_role FROM person WHERE email LIKE '%@platform.test'");
    expect(rows).toEqual([{ email: expect.stringContaining("first-"), staff_role: "admin" }]);
    expect(await signIn(rows[0].email, password, from)).not.toBeNull();
    expect(await setupIsOpen(token)).toBe(false);
    const { items } = await enterAsOperator("platform", (scope) => auditEntries(scope));
    expect(items.filter((each) => each.action === "staff.added")).toHaveLength(1);
  });
});

describe("an invitation", () => {
  const inviteTo = (email: string) => enterAsOperator(all.a, (scope) => invite(scope, { email, role: "developer" }));
  const accept = (token: string, name: string, chosen: string | null = password, as: string | null = null) =>
    arrive({ token, name, password: chosen }, as, somewhere);
  const emails = () => enterAsOperator(all.a, async (scope) => (await members(scope)).items.map((each) => each.email));

  test("takes a new person in, with the password they choose", async () => {
    const { token } = await inviteTo("new@person.test");
    expect(await findInvitation(token)).toEqual({
      tenantName: all.a.name,
      slug: "alder",
      email: "new@person.test",
      role: "developer",
      hasPassword: false,
    });
    expect(await accept(token, "New Person")).toEqual({ slug: "alder" });
    expect(await signIn("new@person.test", password, from)).not.toBeNull();
    expect(await emails()).toContain("new@person.test");
    const { items } = await enterAsOperator(all.a, (scope) => auditEntries(scope));
    expect(items[0]).toMatchObject({ action: "member.joined", actorKind: "member", ip: somewhere.ip });
  });

  test("keeps only the hash of its token", async () => {
    const { token } = await inviteTo("hash@person.test");
    const { rows } = await root.query("SELECT string_agg(i::text, ' ') AS text FROM invitation i");
    expect(rows[0].text).not.toContain(token);
    expect(rows[0].text).not.toContain(Buffer.from(token).toString("hex"));
  });

  test("is spent once, also when five present it at once", async () => {
    const { token } = await inviteTo("raced@person.test");
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((each) => accept(token, `Raced ${each}`, `${password} ${each}`)),
    );
    expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect(await findInvitation(token)).toBeNull();
    const winner = outcomes.findIndex((each) => each.status === "fulfilled") + 1;
    expect(await signIn("raced@person.test", `${password} ${winner}`, from)).not.toBeNull();
    expect((await emails()).filter((each) => each === "raced@person.test")).toHaveLength(1);
  });

  test.each([
    ["expired", "expires_at = now() - interval '1 second'"],
    ["revoked", "revoked_at = now()"],
    ["used", "accepted_at = now()"],
  ])("that is %s is not found", async (state, change) => {
    const email = `${state}@person.test`;
    const { token } = await inviteTo(email);
    await root.query(`UPDATE invitation SET ${change} WHERE email = $1`, [email]);
    expect(await findInvitation(token)).toBeNull();
    await expect(accept(token, "Late")).rejects.toMatchObject({ code: "not_found" });
    expect(await emails()).not.toContain(email);
  });

  test.each(["", "x", "a".repeat(43), "a\0".repeat(20), "é".repeat(43)])(
    "that never was, %j, is not found",
    async (token) => {
      expect(await findInvitation(token)).toBeNull();
    },
  );

  test("of someone with an account is theirs alone: who holds the link neither enters nor sets a password", async () => {
    const known = await newMember(all.b, "viewer", "another long password");
    const { token } = await inviteTo(known.email);
    expect(await findInvitation(token)).toMatchObject({ hasPassword: true });
    for (const as of [null, "other@person.test"])
      await expect(accept(token, "Thief", password, as)).rejects.toMatchObject({ code: "forbidden" });
    expect(await signIn(known.email, password, from)).toBeNull();
    await accept(token, "Known", null, known.email);
    expect(await emails()).toContain(known.email);
    expect(await signIn(known.email, "another long password", from)).not.toBeNull();
  });

  test("sets no password of an owner whom another tenant waits for, nor of staff, and is good once they have one", async () => {
    const owner = all.b.ownerEmail;
    const { token } = await inviteTo(owner);
    const { token: forStaff } = await inviteTo((await newStaff("support")).email);
    for (const thieves of [token, forStaff])
      await expect(accept(thieves, "Thief")).rejects.toMatchObject({ code: "conflict" });
    expect(await signIn(owner, password, from)).toBeNull();
    expect(await emails()).not.toContain(owner);
    const own = await enterAsOperator(all.b, async (scope) => {
      const [first] = await openInvitations(scope);
      return renewInvitation(scope, { id: first?.id ?? "" });
    });
    await accept(own.token, "Owner");
    expect(await signIn(owner, password, from)).not.toBeNull();
    await accept(token, "Owner", null, owner);
    expect(await emails()).toContain(owner);
  });

  test("lets nobody into a tenant that is cut, and works again once it is back", async () => {
    const { token } = await inviteTo("patient@person.test");
    await enterAsOperator(all.a, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
    await expect(accept(token, "Patient")).rejects.toMatchObject({ code: "tenant_suspended" });
    await enterAsOperator(all.a, (scope) => deleteTenant(scope, {}));
    await expect(accept(token, "Patient")).rejects.toMatchObject({ code: "tenant_suspended" });
    expect(await emails()).not.toContain("patient@person.test");
    await enterAsOperator(all.a, restoreTenant);
    await enterAsOperator(all.a, resumeTenant);
    expect(await accept(token, "Patient")).toEqual({ slug: "alder" });
  });

  test("needs a password where there is none", async () => {
    const { token } = await inviteTo("bare@person.test");
    await expect(accept(token, "Bare", null)).rejects.toMatchObject({ code: "invalid" });
    expect(await findInvitation(token)).not.toBeNull();
  });
});

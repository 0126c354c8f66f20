import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { beforeTenant } from "../db-people.ts";
import { freshDatabase } from "../test/database.ts";
import { newMember, newStaff, world } from "../test/world.ts";
import type { Person } from "./enter.ts";
import { openSession, passwordHash, signIn } from "./sign-in.ts";

const password = "correct horse battery staple";
const database = freshDatabase();
let root: pg.Client;
let member: Person;
let lastAddress = 0;

beforeAll(async () => {
  const { a } = await world();
  root = await database.asRoot();
  member = await newMember(a, "viewer", password);
});

describe("a password", () => {
  test("is stored as argon2id alone, each time with another salt", async () => {
    const { rows } = await root.query("SELECT row_to_json(p)::text AS row, password_hash FROM person p WHERE id = $1", [
      member.id,
    ]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(rows[0].row).not.toContain(password);
    expect(await passwordHash(password)).not.toBe(await passwordHash(password));
  });

  test("opens a session for whoever knows it, however the e-mail is spelled", async () => {
    const opened = await signIn(member.email.toUpperCase(), password, fresh());
    expect(opened?.personId).toBe(member.id);
    expect(await session(opened?.sessionId)).toMatchObject([
      { person_id: member.id, email: member.email, staff_role: null },
    ]);
  });

  test("that is wrong, of someone unknown, or of someone without one is the same answer", async () => {
    const invited = await newStaff("billing");
    for (const [email, tried] of [
      [member.email, "wrong"],
      ["nobody@nowhere.test", password],
      [invited.email, password],
      [member.email, ""],
    ] as const) {
      expect(await signIn(email, tried, fresh())).toBeNull();
    }
  });

  test("does not open for someone who is disabled", async () => {
    const staff = await newStaff("support", password);
    await root.query("UPDATE person SET disabled_at = now() WHERE id = $1", [staff.id]);
    expect(await signIn(staff.email, password, fresh())).toBeNull();
    expect(await session(staff.sessionId)).toEqual([]);
  });
});

describe("guessing", () => {
  const outcomes = (tries: Promise<unknown>[]) =>
    Promise.all(
      tries.map((each) =>
        each.then(
          (opened) => (opened ? "in" : "wrong"),
          (error: { code: string; retryAfterSeconds: number }) => `${error.code} ${error.retryAfterSeconds}`,
        ),
      ),
    );
  const count = (list: string[], what: string) => list.filter((each) => each === what).length;

  test("one e-mail stops at ten tries, also when forty come at once from everywhere", async () => {
    const staff = await newStaff("admin", password);
    const tried = await outcomes(Array.from({ length: 40 }, () => signIn(staff.email, "wrong", fresh())));
    expect([count(tried, "wrong"), count(tried, "rate_limited 900")]).toEqual([10, 30]);
    await expect(signIn(staff.email, password, fresh())).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("from one address stops at fifty tries, whatever the e-mails", async () => {
    const from = fresh();
    const tried = await outcomes(
      Array.from({ length: 60 }, (_, at) => signIn(`guess-${at}@nowhere.test`, "wrong", from)),
    );
    expect([count(tried, "wrong"), count(tried, "rate_limited 900")]).toEqual([50, 10]);
  });

  test("counts anew after the right password", async () => {
    const staff = await newStaff("support", password);
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < 9; at++) expect(await signIn(staff.email, "wrong", fresh())).toBeNull();
      expect(await signIn(staff.email, password, fresh())).not.toBeNull();
    }
  });

  test("is open again after a quarter of an hour", async () => {
    const staff = await newStaff("admin", password);
    await outcomes(Array.from({ length: 12 }, () => signIn(staff.email, "wrong", fresh())));
    await root.query("UPDATE sign_in_failure SET window_start = now() - interval '16 minutes'");
    expect(await signIn(staff.email, password, fresh())).not.toBeNull();
  });

  test("leaves neither e-mails nor addresses in the table of tries", async () => {
    const { rows } = await root.query("SELECT string_agg(t::text, ' ') AS text FROM sign_in_failure t");
    expect(rows[0].text).not.toMatch(/nowhere|192\.0\.2/);
  });
});

describe("a session", () => {
  const open = () => openSession(member.id, { ip: "192.0.2.1", userAgent: "x".repeat(1000) });

  test("is gone at the next request after it was revoked by its person", async () => {
    const id = await open();
    await beforeTenant`SELECT revoke_session(${id}::uuid, ${member.id}::uuid)`;
    expect(await session(id)).toEqual([]);
  });

  test("cannot be revoked by another", async () => {
    const id = await open();
    const other = await newStaff("support");
    await beforeTenant`SELECT revoke_session(${id}::uuid, ${other.id}::uuid)`;
    expect(await session(id)).toHaveLength(1);
  });

  test.each([
    ["after seven days", "expires_at = now() - interval '1 second'"],
    ["after three days without a request", "last_seen_at = now() - interval '73 hours'"],
  ])("ends %s", async (_, change) => {
    const id = await open();
    expect(await session(id)).toHaveLength(1);
    await root.query(`UPDATE session SET ${change} WHERE id = $1`, [id]);
    expect(await session(id)).toEqual([]);
  });

  test("is not made longer by a request", async () => {
    const id = await open();
    await root.query("UPDATE session SET last_seen_at = now() - interval '1 hour' WHERE id = $1", [id]);
    const before = await root.query("SELECT expires_at FROM session WHERE id = $1", [id]);
    await beforeTenant`SELECT touch_session(${id}::uuid)::text`;
    const after = await root.query(
      "SELECT expires_at, last_seen_at > now() - interval '1 minute' AS seen FROM session WHERE id = $1",
      [id],
    );
    expect(after.rows[0]).toEqual({ expires_at: before.rows[0].expires_at, seen: true });
  });

  test("that never was is nobody's", async () => {
    expect(await session("00000000-0000-4000-8000-00000000dead")).toEqual([]);
  });
});

function session(id: string | undefined): Promise<object[]> {
  return beforeTenant`SELECT person_id, email, name, staff_role FROM find_session(${id}::uuid)`;
}

/** An address nobody tried from yet. */
function fresh(): { ip: string; userAgent: null } {
  lastAddress += 1;
  return { ip: `192.0.2.${lastAddress}`, userAgent: null };
}

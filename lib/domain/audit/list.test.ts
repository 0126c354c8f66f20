import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { Prisma } from "#generated/prisma/client.ts";
import { enterAsOperator, enterStaffAsOperator } from "../../gate/enter.ts";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMeter, type World, world } from "../../test/world.ts";
import { createPlan } from "../plans/commands.ts";
import { planBySlug } from "../plans/queries.ts";
import { setPlanQuota, unsetPlanQuota } from "../quotas/layer-commands.ts";
import { auditCsv, auditCsvOfAll } from "./csv.ts";
import { auditJson, auditJsonOfAll } from "./json.ts";
import {
  auditEntries,
  auditEntriesOfAll,
  auditEntry,
  auditEntryOfAll,
  newerEntries,
  newerEntriesOfAll,
} from "./queries.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;

type Made = {
  tenant: string;
  id: string;
  at: Date;
  kind: string;
  actor: string;
  action: string;
  object: { kind: string; id: string; name: string };
  reason: string | null;
  request: string;
};
let made: Made[];

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const start = Date.parse("2026-11-01T00:00:00Z");

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
  const random = randomFrom(seed);
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const uuid = () => crypto.randomUUID();
  const [objects, requests] = [Array.from({ length: 6 }, uuid), Array.from({ length: 20 }, uuid)];
  made = Array.from({ length: 400 }, () => ({
    tenant: one([all.a.slug, all.b.slug, "platform"]),
    id: uuid(),
    // Whole hours: many at the same moment.
    at: new Date(start + Math.floor(random() * 24) * 3_600_000),
    kind: one(["staff", "member", "key", "operator", "system"]),
    actor: one(["Ana Ruiz", "ana_b", "100 % Bo", "Staffan", "C\\D"]),
    action: one(["tenant.suspended", "tenant.resumed", "key.created", "quota.set"]),
    object: {
      kind: one(["tenant", "key", "quota"]),
      id: one(objects),
      name: one(["Alder", "calls per month", "x_y", "key"]),
    },
    reason: one(["", "", "Unpaid since May", "Asked by Ana", "=1+1"]) || null,
    request: one(requests),
  }));
  await root.query("DELETE FROM audit_entry");
  for (const { tenant, id, at, kind, actor, action, object, reason, request } of made)
    await root.query(
      `INSERT INTO audit_entry (tenant_id, id, at, actor_kind, actor_name, action, object_kind, object_id, object_name, reason, request_id)
       VALUES (coalesce((SELECT tenant_id FROM tenant WHERE slug = $1), platform_id()), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [tenant, id, at, kind, actor, action, object.kind, object.id, object.name, reason, request],
    );
});

const has = (text: string | null, part: string) => (text ?? "").toLowerCase().includes(part.toLowerCase());
const anywhere = (each: Made, part: string) =>
  [each.actor, each.action, each.object.kind, each.object.name, each.reason].some((text) => has(text, part));

/** Filters, each with what it means said a second time, without SQL. */
const pieces = (): [filter: string, holds: (each: Made) => boolean][] => [
  ["ana", (each) => anywhere(each, "ana")],
  ["%", (each) => anywhere(each, "%")],
  ["x_y", (each) => anywhere(each, "x_y")],
  ["actor:ana", (each) => has(each.actor, "ana")],
  ["actor:staff", (each) => has(each.actor, "staff") || each.kind === "staff"],
  ['actor:"C\\\\D",bo', (each) => has(each.actor, "C\\D") || has(each.actor, "bo")],
  ["action:suspended", (each) => has(each.action, "suspended")],
  ["action:tenant.", (each) => has(each.action, "tenant.")],
  ["object:limit", (each) => each.object.kind === "quota" || has(each.object.name, "limit")],
  ["object:key", (each) => each.object.kind === "key" || has(each.object.name, "key")],
  [`object:${made[0]?.object.id}`, (each) => each.object.id === made[0]?.object.id],
  ["reason:unpaid", (each) => has(each.reason, "unpaid")],
  [`request:${made[1]?.request}`, (each) => each.request === made[1]?.request],
  ["created:>=2026-11-01T12:00Z", (each) => each.at.getTime() >= start + 12 * 3_600_000],
  ["created:<2026-11-01T05:00Z", (each) => each.at.getTime() < start + 5 * 3_600_000],
];
const ofTenant: [string, (each: Made) => boolean][] = [
  ["tenant:alder", (each) => each.tenant === "alder"],
  ["tenant:birch,platform", (each) => each.tenant !== "alder"],
  ["tenant:nobody", () => false],
];

const inOrder = (entries: Made[]) =>
  entries.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)).map(({ id }) => id);

async function walk(read: (before: string | undefined) => Promise<{ items: { id: string }[]; next: string | null }>) {
  const seen: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = await read(before);
    seen.push(...page.items.map(({ id }) => id));
    if (!page.next) return seen;
    before = page.next;
  }
}

test(`a filter finds what an oracle without SQL finds, page by page and in order (seed ${seed})`, async () => {
  const random = randomFrom(seed + 1);
  let matches = 0;
  for (let run = 0; run < 60; run++) {
    const across = random() < 0.5;
    const from = [...pieces(), ...(across ? ofTenant : [])];
    const chosen = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const [text, holds] = from[Math.floor(random() * from.length)] ?? ["", () => true];
      return random() < 0.3 ? ([`-${text}`, (each: Made) => !holds(each)] as const) : ([text, holds] as const);
    });
    const filter = chosen.map(([text]) => text).join(" ");
    const expected = inOrder(
      made.filter((each) => (across || each.tenant === "alder") && chosen.every(([, holds]) => holds(each))),
    );
    const limit = 1 + Math.floor(random() * 60);
    const found = await walk((before) =>
      across
        ? enterStaffAsOperator((scope) => auditEntriesOfAll(scope, { filter, before, limit }))
        : enterAsOperator(all.a, (scope) => auditEntries(scope, { filter, before, limit })),
    );
    expect(found, `${filter} (seed ${seed})`).toEqual(expected);
    matches += expected.length;
  }
  expect(matches).toBeGreaterThan(0);
});

test("the page of an entry begins with it, and one of another tenant or of nobody is the list's beginning", async () => {
  const own = inOrder(made.filter(({ tenant }) => tenant === "alder"));
  const foreign = made.find(({ tenant }) => tenant === "birch")?.id;
  const first = async (entry: string | undefined) =>
    (await enterAsOperator(all.a, (scope) => auditEntries(scope, { entry, limit: 3 }))).items.map(({ id }) => id);
  expect(await first(own[7])).toEqual(own.slice(7, 10));
  expect(await first(foreign)).toEqual(own.slice(0, 3));
  expect(await first(crypto.randomUUID())).toEqual(own.slice(0, 3));
});

test("one object's entries are its own", async () => {
  const objectId = made[0]?.object.id ?? "";
  const { items } = await enterAsOperator(all.a, (scope) => auditEntries(scope, { objectId, limit: 10 }));
  const own = made.filter(({ tenant, object }) => tenant === "alder" && object.id === objectId);
  expect(items.map(({ id }) => id)).toEqual(inOrder(own).slice(0, 10));
  const filtered = await enterAsOperator(all.a, (scope) => auditEntries(scope, { filter: `object:${objectId}` }));
  expect(filtered.items.map(({ id }) => id)).toEqual(inOrder(own).slice(0, 50));
});

test("what is filtered by an id is called by its name, a meter by its own and not by its limits'", async () => {
  const [id, meter] = [crypto.randomUUID(), crypto.randomUUID()];
  const insert = (at: string, kind: string, objectId: string, name: string) =>
    root.query(
      `INSERT INTO audit_entry (tenant_id, id, at, actor_kind, actor_name, action, object_kind, object_id, object_name)
       VALUES ($1, gen_random_uuid(), $2, 'staff', 'Ana', $3 || '.made', $3, $4, $5)`,
      [all.a.id, at, kind, objectId, name],
    );
  await insert("2026-12-01T00:00:00Z", "key", id, "Old name");
  await insert("2026-12-02T00:00:00Z", "key", id, "New name");
  await insert("2026-12-01T00:00:00Z", "meter", meter, "calls");
  await insert("2026-12-02T00:00:00Z", "quota", meter, "calls per month");
  const filter = `object:${id},${meter.toUpperCase()}`;
  const expected = { [id]: "New name", [meter]: "calls" };
  expect((await enterAsOperator(all.a, (scope) => auditEntries(scope, { filter }))).names).toEqual(expected);
  expect((await enterStaffAsOperator((scope) => auditEntriesOfAll(scope, { filter }))).names).toEqual(expected);
  expect((await enterAsOperator(all.b, (scope) => auditEntries(scope, { filter }))).names).toEqual({});
  await root.query("DELETE FROM audit_entry WHERE object_id = ANY ($1)", [[id, meter]]);
});

test("the history of a plan holds what its limits were set to, and no other plan's", async () => {
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  const inTurn = <T>(work: (scope: Scope) => Promise<T>) => enterAsOperator("platform", work);
  for (const slug of ["team", "big-team"])
    await inTurn((scope) => createPlan(scope, { slug, name: slug, description: "", position: 1 }));
  const limit = { meter: "calls", period: "month", limit: 5, mode: "hard" } as const;
  for (const plan of ["team", "big-team"]) await inTurn((scope) => setPlanQuota(scope, { plan, ...limit }));
  await inTurn((scope) => unsetPlanQuota(scope, { plan: "team", meter: "calls", period: "month" }));
  const plan = await inTurn((scope) => planBySlug(scope, "team"));
  const objectId = plan?.id ?? "";
  const shown = await enterStaffAsOperator(async (scope) => [
    await auditEntriesOfAll(scope, { objectId, tenantId: PLATFORM_ID }),
    await auditEntriesOfAll(scope, { filter: `object:${objectId}` }),
  ]);
  for (const { items } of shown)
    expect(items.map(({ action }) => action)).toEqual(["quota.plan_unset", "quota.plan_set", "plan.created"]);
  await root.query("DELETE FROM audit_entry WHERE action ~ '^(plan|meter|quota.plan)'");
});

test("the file holds what the filter finds, a tenant's file that tenant's alone, and no cell begins as a formula does", async () => {
  let text = "";
  await enterStaffAsOperator(async (scope) => {
    for await (const part of auditCsvOfAll(scope, { filter: "reason:=1" })) text += part;
  });
  const [head, ...rows] = text.trimEnd().split("\r\n");
  expect(head).toBe(
    "at,tenant,actor_kind,actor,action,object_kind,object_id,object,changes,reason,ip,request_id,entry_id",
  );
  expect(rows).toHaveLength(made.filter(({ reason }) => reason === "=1+1").length);
  expect(rows.every((row) => row.includes(",'=1+1,"))).toBe(true);
  const own = await enterAsOperator(all.a, (scope) => auditCsv(scope, { filter: "" }, null));
  expect(own.text.trimEnd().split("\r\n")).toHaveLength(1 + made.filter(({ tenant }) => tenant === "alder").length);
});

describe("an index answers", () => {
  test.each([
    ["the newest of all", {}, "audit_entry_at_idx"],
    ["a word", { filter: "unpaid" }, "audit_entry_search_idx"],
    ["an actor", { filter: "actor:staffan" }, "audit_entry_search_idx"],
    ["who changed a limit", { filter: "object:limit actor:staffan" }, "audit_entry_search_idx"],
    ["a request", { filter: `request:${crypto.randomUUID()}` }, "audit_entry_request_id_idx"],
    ["a time", { filter: "created:>-7d" }, "audit_entry_at_idx"],
    ["a tenant", { filter: "tenant:alder" }, "audit_entry_tenant_at_idx"],
    ["an object", { filter: `object:${crypto.randomUUID()}` }, "audit_entry_object_id_idx"],
    ["an object of a tenant", { filter: `tenant:alder object:${crypto.randomUUID()}` }, "audit_entry_object"],
  ])("%s", async (_, asked, index) => {
    const staff = await database.as("staff");
    await staff.query("SET enable_seqscan = off");
    const plans: string[] = [];
    await enterStaffAsOperator(async (scope) => {
      const db: StaffScope["db"] = Object.create(scope.db, {
        $queryRaw: {
          value: async (strings: TemplateStringsArray, ...values: unknown[]) => {
            const { text, values: given } = Prisma.sql(strings, ...values);
            const { rows } = await staff.query(`EXPLAIN ${text}`, given);
            plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
            return [];
          },
        },
      });
      await auditEntriesOfAll({ ...scope, db }, asked);
    });
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(plan).not.toContain("Seq Scan on audit_entry");
    expect(plans.join("\n")).toContain(index);
  });
});

/** Those of `made` that a tenant has, or of all, in the order of the list. */
function newestFirst(tenant?: string): Made[] {
  const theirs = made.filter((each) => tenant === undefined || each.tenant === tenant);
  return theirs.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
}

describe("the list as JSON", () => {
  test("is one array of what a filter matches, in its order, with its tenant where that is not plain", async () => {
    const whole = await enterStaffAsOperator(async (scope) => {
      let text = "";
      for await (const part of auditJsonOfAll(scope, { filter: "" })) text += part;
      return JSON.parse(text);
    });
    expect(whole.map(({ id, tenant }: { id: string; tenant: string }) => [id, tenant])).toEqual(
      newestFirst().map(({ id, tenant }) => [id, tenant]),
    );
    const own = await enterAsOperator(all.a, (scope) => auditJson(scope, { filter: "action:key.created" }, null));
    const expected = newestFirst("alder").filter(({ action }) => action === "key.created");
    expect(own.next).toBeNull();
    expect(JSON.parse(own.text).map(({ id }: { id: string }) => id)).toEqual(expected.map(({ id }) => id));
    const none = await enterAsOperator(all.a, (scope) => auditJson(scope, { filter: "actor:nobody" }, null));
    expect(JSON.parse(none.text)).toEqual([]);
  });
});

describe("what has come since an entry", () => {
  test("is counted as far as the filter matches it, and no further than a hundred", async () => {
    for (const [at, filter] of [
      [0, ""],
      [7, ""],
      [40, "actor:ana"],
      [390, ""],
    ] as const) {
      const list = newestFirst();
      const since = list[at]?.id ?? "";
      const { count } = await enterStaffAsOperator((scope) => newerEntriesOfAll(scope, { since, q: filter }));
      const newer = list.slice(0, at).filter((each) => !filter || matchesAna(each));
      expect(count, `${at} ${filter} ${seed}`).toBe(Math.min(100, newer.length));
    }
    const own = newestFirst("alder");
    const since = own[5]?.id ?? "";
    expect(await enterAsOperator(all.a, (scope) => newerEntries(scope, { since, q: "" }))).toEqual({ count: 5 });
    // Of another tenant's entry nothing is known, not even how many are newer.
    expect(await enterAsOperator(all.b, (scope) => newerEntries(scope, { since, q: "" }))).toEqual({ count: 0 });
  });

  const matchesAna = ({ actor }: Made) => actor.toLowerCase().includes("ana");
});

describe("one entry", () => {
  test("is shown to its own tenant and to staff, and to no other tenant", async () => {
    const [{ id, actor } = { id: "", actor: "" }] = newestFirst("alder");
    expect(await enterAsOperator(all.a, (scope) => auditEntry(scope, { id }))).toMatchObject({ id, actorName: actor });
    expect(await enterStaffAsOperator((scope) => auditEntryOfAll(scope, { id }))).toMatchObject({ id });
    await expect(enterAsOperator(all.b, (scope) => auditEntry(scope, { id }))).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(
      enterAsOperator(all.a, (scope) => auditEntry(scope, { id: crypto.randomUUID() })),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

/** The same numbers for the same seed (mulberry32). */
function randomFrom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import type pg from "pg";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { identifyKey } from "../../gate/endpoint.ts";
import { enterAsOperator, enterTenant, whyClosed } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { event, report } from "../../test/usage.ts";
import { newKey, newMember, newTenant, somewhere, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { resumeTenant, suspendTenant, updateTenant } from "./commands.ts";
import { deleteTenant, eraseTenant, restoreTenant } from "./deletion.ts";
import { DeleteTenant, type TenantView, UpdateTenant } from "./model.ts";
import { tenantDetail } from "./queries.ts";
import { graceDays } from "./status.ts";
import { surfaceCuts } from "./surfaces.ts";

const database = freshDatabase();
let root: pg.Client;
let tenant: TenantView;
let made = 0;

beforeAll(async () => {
  await world();
  root = await database.asRoot();
});

beforeEach(async () => {
  tenant = await newTenant(`ending-${++made}`);
});

const remove = (reason?: string) => enterAsOperator(tenant, (scope) => deleteTenant(scope, { reason }));
const restore = () => enterAsOperator(tenant, restoreTenant);
const suspend = () => enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "Unpaid" }));
const erase = (slug = tenant.slug) => enterAsOperator(tenant, (scope) => eraseTenant(scope, { slug }));
const now = () => enterAsOperator(tenant, tenantDetail);
const actions = async () =>
  (await enterAsOperator(tenant, (scope) => auditEntries(scope))).items.map(({ action }) => action);

describe("deleting a tenant", () => {
  test("says why, who and until when it can be restored", async () => {
    const deleted = await remove("Contract ended");
    expect(deleted).toMatchObject({
      status: "Terminating",
      statusReason: "Contract ended",
      statusChangedBy: "Operator",
      statusBefore: "Active",
      teardownAt: null,
      version: tenant.version + 1,
    });
    const days = (Number(deleted.purgeAt) - Number(deleted.statusChangedAt)) / 86_400_000;
    expect(days).toBe(graceDays);
    const [entry] = (await enterAsOperator(tenant, (scope) => auditEntries(scope))).items;
    expect(entry).toMatchObject({ action: "tenant.deleted", reason: "Contract ended", actorName: "Operator" });
    expect(entry?.changes).toContainEqual({ field: "status", from: "Active", to: "Terminating" });
  });

  test("a second time changes nothing and writes nothing", async () => {
    const first = await remove("Contract ended");
    expect(await remove("Another reason")).toEqual(first);
    expect((await actions()).filter((action) => action === "tenant.deleted")).toHaveLength(1);
  });

  test("keeps every row until the grace is over", async () => {
    const counts = async () => (await root.query("SELECT name, rows FROM tenant_residue($1)", [tenant.id])).rows;
    const before = await counts();
    await remove();
    // Beside what says so: an audit entry, and when the API and the console were cut.
    const more: Record<string, number> = { audit_entry: 1, access_cut: 2 };
    expect(await counts()).toEqual(
      before.map(({ name, rows }) => ({ name, rows: String(Number(rows) + (more[name] ?? 0)) })),
    );
  });

  test("is not stopped by a quota of nothing", async () => {
    await root.query(
      "INSERT INTO rate_limit VALUES ($1, '00000000-0000-0000-0000-000000000000', 0, 'minute', 'test')",
      [tenant.id],
    );
    expect((await remove()).status).toBe("Terminating");
  });

  test("takes a reason that can be read, or none", () => {
    expect(DeleteTenant.parse({})).toEqual({});
    expect(DeleteTenant.safeParse({ reason: "x".repeat(501) }).success).toBe(false);
    expect(DeleteTenant.safeParse({ reason: "a‮b" }).success).toBe(false);
  });
});

describe("every surface is cut at the next request", () => {
  test("to its own keys, to the platform's keys that write for it, and to its people; and opens again", async () => {
    const { key } = await newKey(tenant, ["usage:write"]);
    const owner = await newMember(tenant, "owner");
    const enter = () => enterTenant(owner, "console", somewhere, "overview:read", tenant.slug, tenantDetail);
    expect((await report(key, [event("1")])).accepted).toBe(1);
    await enter();

    const { purgeAt } = await remove("Contract ended");
    await expect(report(key, [event("2")])).rejects.toMatchObject({ code: "tenant_suspended" });
    await expect(identifyKey(`Bearer ${key}`)).rejects.toThrow("being deleted");
    const [row] = (await root.query("SELECT admit_key($1, $1, null) AS admitted", [tenant.id])).rows;
    expect(row.admitted).toBe("tenant_suspended");
    await expect(enter()).rejects.toMatchObject({ code: "tenant_suspended" });
    expect(await whyClosed(owner, tenant.slug)).toMatchObject({
      status: "Terminating",
      statusReason: "Contract ended",
      purgeAt,
    });

    await restore();
    expect((await report(key, [event("2")])).accepted).toBe(1);
    await enter();
    expect(await whyClosed(owner, tenant.slug)).toBeNull();
  });

  test("in every process: each move is announced by the tenant's id", async () => {
    const ear = await database.as("engine");
    const heard: string[] = [];
    ear.on("notification", ({ payload }) => {
      if (payload === tenant.id) heard.push(payload);
    });
    await ear.query("LISTEN tenantry");
    for (const [at, move] of [remove, restore, remove, erase].entries()) {
      await move();
      await ear.query("SELECT");
      expect(heard).toHaveLength(at + 1);
    }
  });

  test("and the record invents nothing: where nobody came, it knows of nobody", async () => {
    await remove();
    expect(await enterAsOperator(tenant, surfaceCuts)).toMatchObject([
      { surface: "api", lastAcceptedAt: null, firstRefusedAt: null },
      { surface: "console", lastAcceptedAt: null, firstRefusedAt: null },
    ]);
  });

  test("and the record says when each was cut, what it let in last, and the first that was refused", async () => {
    const { key } = await newKey(tenant, ["usage:write"]);
    const owner = await newMember(tenant, "owner");
    await report(key, [event("1")]);
    const cuts = () => enterAsOperator(tenant, surfaceCuts);
    expect(await cuts()).toEqual([]);
    const { statusChangedAt } = await suspend();
    const letIn = { cutAt: expect.any(Date), lastAcceptedAt: expect.any(Date), firstRefusedAt: null };
    expect(await cuts()).toEqual([
      { surface: "api", ...letIn },
      { surface: "console", ...letIn },
    ]);
    await expect(identifyKey(`Bearer ${key}`)).rejects.toMatchObject({ code: "tenant_suspended" });
    await whyClosed(owner, tenant.slug);
    await expect.poll(async () => (await cuts()).filter((cut) => cut.firstRefusedAt === null)).toEqual([]);
    const first = await cuts();
    for (const { cutAt, lastAcceptedAt, firstRefusedAt } of first) {
      expect(Number(lastAcceptedAt)).toBeLessThanOrEqual(Number(cutAt));
      expect(Number(firstRefusedAt)).toBeGreaterThanOrEqual(Number(cutAt));
      expect(Math.abs(Number(cutAt) - Number(statusChangedAt))).toBeLessThan(60_000);
    }
    // Later refusals leave the first as it is, and so does the deletion of what was cut already.
    await expect(identifyKey(`Bearer ${key}`)).rejects.toMatchObject({ code: "tenant_suspended" });
    await whyClosed(owner, tenant.slug);
    await remove();
    expect(await cuts()).toEqual(first);
  });
});

describe("restoring a tenant", () => {
  test.each(["Pending", "Active", "Suspended"] as const)("brings back that it was %s", async (status) => {
    if (status === "Suspended") await suspend();
    if (status === "Pending")
      await root.query("UPDATE tenant SET status = 'Pending' WHERE tenant_id = $1", [tenant.id]);
    const before = await now();
    expect(await remove()).toMatchObject({ status: "Terminating", statusBefore: status });
    const restored = await restore();
    expect(restored).toEqual({ ...before, version: before.version + 2, updatedAt: restored.updatedAt });
    expect((await actions()).slice(0, 2)).toEqual(["tenant.restored", "tenant.deleted"]);
  });

  test("is refused where nothing is deleted, and when the grace is over", async () => {
    await expect(restore()).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("Active") });
    await remove();
    await root.query("UPDATE tenant SET purge_at = now() - interval '1 second' WHERE tenant_id = $1", [tenant.id]);
    await expect(restore()).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("over") });
    expect((await now()).status).toBe("Terminating");
  });

  test("gives a whole new grace to the next deletion", async () => {
    const first = await remove();
    await restore();
    expect(Number((await remove()).purgeAt)).toBeGreaterThan(Number(first.purgeAt));
  });
});

describe("while it is being deleted", () => {
  test("nothing else moves or changes it", async () => {
    const deleted = await remove();
    const { name, timeZone, region, isolation, version, plan } = deleted;
    const edit = UpdateTenant.parse({ name, timeZone, region, isolation, version, plan: plan.slug, description: "x" });
    for (const illegal of [
      suspend,
      () => enterAsOperator(tenant, resumeTenant),
      () => enterAsOperator(tenant, (scope) => updateTenant(scope, edit)),
    ])
      await expect(illegal()).rejects.toMatchObject({ code: "conflict" });
    expect(await now()).toEqual(deleted);
  });

  test("the grace ends early only for one that is deleted, by its slug, once", async () => {
    await expect(erase()).rejects.toMatchObject({ code: "conflict" });
    await remove();
    await expect(erase("another")).rejects.toMatchObject({ code: "invalid", errors: [{ path: "slug" }] });
    const { purgeAt } = await erase();
    expect(Number(purgeAt)).toBeLessThanOrEqual(Date.now());
    expect(await erase()).toMatchObject({ purgeAt });
    expect((await actions()).filter((action) => action === "tenant.erased_early")).toHaveLength(1);
    await expect(restore()).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("raced", () => {
  test("deletions, restores and suspensions leave a state that their record explains", async () => {
    await suspend();
    const moves = [
      remove,
      restore,
      () => enterAsOperator(tenant, resumeTenant),
      suspend,
      remove,
      restore,
      remove,
      restore,
    ];
    for (let round = 0; round < 4; round++) {
      const outcomes = await Promise.allSettled(moves.map((move) => move()));
      for (const each of outcomes)
        if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "conflict" });
    }
    const end = await now();
    const { rows } = await root.query<{ from: string; to: string }>(
      `SELECT before ->> 'status' AS from, after ->> 'status' AS to FROM audit_entry
       WHERE tenant_id = $1 AND action IN ('tenant.suspended', 'tenant.resumed', 'tenant.deleted', 'tenant.restored')`,
      [tenant.id],
    );
    // Each recorded move leaves one status for another: what was entered and not left is what it is now.
    const balance = new Map<string, number>([["Active", 1]]);
    for (const { from, to } of rows) {
      balance.set(from, (balance.get(from) ?? 0) - 1);
      balance.set(to, (balance.get(to) ?? 0) + 1);
    }
    expect([...balance].filter(([, count]) => count !== 0)).toEqual([[end.status, 1]]);
    // And every one of them moved the version once; the rest of it came with its creation.
    expect(end.version).toBe(tenant.version + rows.length);
  });

  test("two deletions are one", async () => {
    const [first, second] = await Promise.all([remove("a"), remove("b")]);
    expect(first).toEqual(second);
    expect((await actions()).filter((action) => action === "tenant.deleted")).toHaveLength(1);
  });
});

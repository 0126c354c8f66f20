import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator, enterStaffAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newTenant, tenantInput, tenantToBe, type World, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { createTenant, creationSteps, resumeTenant, suspendTenant, updateTenant } from "./commands.ts";
import { type TenantView, UpdateTenant } from "./model.ts";
import { tenantDetail, tenants, tenantsByStatus } from "./queries.ts";
import { mayMove, type TenantStatus, tenantStatuses } from "./status.ts";

const database = freshDatabase();
let all: World;
let root: pg.Client;

beforeAll(async () => {
  all = await world();
  root = await database.asRoot();
});

describe("a status", () => {
  const legal = new Set([
    "Pending→Active",
    "Pending→Terminating",
    "Active→Suspended",
    "Active→Terminating",
    "Suspended→Active",
    "Suspended→Terminating",
  ]);
  const pairs = tenantStatuses.flatMap((from) => tenantStatuses.map((to) => [from, to] as const));

  test.each(pairs)("%s may become %s only where the house rules say so", (from, to) => {
    expect(mayMove(from, to)).toBe(legal.has(`${from}→${to}`));
  });

  test.each(tenantStatuses)(
    "%s is left by a command only where that is legal, and keeps its version else",
    async (from) => {
      const tenant = await newTenant(`from-${from.toLowerCase()}`);
      for (const [to, command] of [
        ["Suspended", () => suspend(tenant)],
        ["Active", () => enterAsOperator(tenant, resumeTenant)],
      ] as const) {
        await put(tenant, from);
        const before = await enterAsOperator(tenant, tenantDetail);
        // To become Active by hand is to resume; a Pending one is activated by its creation.
        const may = legal.has(`${from}→${to}`) && from !== "Pending";
        if (may) expect(await command()).toMatchObject({ status: to, version: before.version + 1 });
        else await expect(command()).rejects.toMatchObject({ code: "conflict" });
        if (!may) expect(await enterAsOperator(tenant, tenantDetail)).toEqual(before);
      }
    },
  );

  test("of two suspensions at once, one wins", async () => {
    const tenant = await newTenant("raced");
    const outcomes = await Promise.allSettled([suspend(tenant, "first"), suspend(tenant, "second")]);
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((each) => each.status === "rejected")?.reason).toMatchObject({ code: "conflict" });
    const { items } = await enterAsOperator(tenant, (scope) => auditEntries(scope));
    expect(items.filter((each) => each.action === "tenant.suspended")).toHaveLength(1);
  });

  test("suspending keeps every row, and resuming brings all of it back", async () => {
    const tenant = await newTenant("kept");
    const before = await rowCounts(root);
    expect(await suspend(tenant, "Unpaid")).toMatchObject({ status: "Suspended", statusReason: "Unpaid" });
    expect(await rowCounts(root)).toEqual({
      ...before,
      audit_entry: (before.audit_entry ?? 0) + 1,
      access_cut: (before.access_cut ?? 0) + 2,
    });
    expect(await enterAsOperator(tenant, resumeTenant)).toMatchObject({ status: "Active", statusReason: null });
  });
});

describe("creating a tenant", () => {
  test("refuses a zone that the database does not know, whatever this process knows", async () => {
    await expect(create({ ...tenantInput("martian"), timeZone: "Mars/Olympus" })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "timeZone" }],
    });
  });

  test("makes it Active with a namespace, an owner, an invitation and an audit entry", async () => {
    const input = tenantInput("whole", { labels: { tier: "gold" }, timeZone: "Asia/Kolkata", isolation: "Hard" });
    const { tenant, invitation } = await create(input);
    expect(tenant).toMatchObject({
      status: "Active",
      namespaces: ["whole"],
      labels: { tier: "gold" },
      aspects: { data: "database", compute: "dedicated", network: "isolated" },
    });
    expect(invitation).toMatch(/^[\w-]{43}$/);
    await enterAsOperator(tenant, async (scope) => {
      expect(await scope.db.member.findMany({ select: { email: true, role: true } })).toEqual([
        { email: "owner@whole.test", role: "owner" },
      ]);
      const actions = (await auditEntries(scope)).items.map((each) => each.action);
      expect(actions).toEqual(expect.arrayContaining(["tenant.created", "member.added", "member.invited"]));
    });
  });

  test.each(creationSteps.map(({ name }, at) => [name, at] as const))(
    "leaves nothing behind when it fails at the step: %s",
    async (_, at) => {
      const before = await rowCounts(root);
      const broken = creationSteps.map((step, each) =>
        each === at ? { name: step.name, run: failingAfter(step.run) } : step,
      );
      const input = tenantInput(`broken-${at}`);
      await expect(enterAsOperator(tenantToBe(input), (scope) => createTenant(scope, input, broken))).rejects.toThrow(
        "the step failed",
      );
      expect(await rowCounts(root)).toEqual(before);
      // Nothing reserved either: the same tenant can be made now.
      expect((await create(input)).tenant.status).toBe("Active");
    },
  );

  test("says whether slug or name is taken, whatever the case of the name", async () => {
    await expect(create(tenantInput("alder", { name: "Something else" }))).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "slug" }],
    });
    await expect(create(tenantInput("elsewhere", { name: "ALDER Works" }))).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "name" }],
    });
  });

  test("of two with one slug at once, one wins", async () => {
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((each) => create(tenantInput("once", { name: `Once ${each}` }))),
    );
    expect(outcomes.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    for (const each of outcomes)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({ code: "conflict", errors: [{ path: "slug" }] });
  });

  test("refuses a plan that is not there", async () => {
    await expect(create(tenantInput("planless", { plan: "none" }))).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "plan" }],
    });
  });
});

describe("changing a tenant", () => {
  const change = (tenant: TenantView, more: object) => {
    const { name, description, timeZone, region, labels, isolation, version } = tenant;
    const input = UpdateTenant.parse({
      name,
      description,
      timeZone,
      region,
      labels,
      isolation,
      version,
      plan: tenant.plan.slug,
      ...more,
    });
    return enterAsOperator(tenant, (scope) => updateTenant(scope, input));
  };

  test("is refused when another changed it meanwhile", async () => {
    const tenant = await newTenant("edited");
    const first = await change(tenant, { description: "first" });
    await expect(change(tenant, { description: "second" })).rejects.toMatchObject({ code: "conflict" });
    expect(await enterAsOperator(tenant, tenantDetail)).toEqual(first);
    const outcomes = await Promise.allSettled([
      change(first, { description: "third" }),
      change(first, { description: "fourth" }),
    ]);
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("says when the new name is another's, and changes nothing", async () => {
    await expect(change(all.a, { name: all.b.name, description: "x" })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "name" }],
    });
    expect(await enterAsOperator(all.a, tenantDetail)).toEqual(all.a);
  });

  test("writes before and after", async () => {
    const tenant = await newTenant("audited");
    await change(tenant, { name: "Audited anew", labels: { tier: "gold" } });
    const { items } = await enterAsOperator(tenant, (scope) => auditEntries(scope));
    expect(items[0]).toMatchObject({
      action: "tenant.updated",
      changes: [{ field: "name", from: "audited works", to: "Audited anew" }, { field: "labels" }],
    });
  });
});

describe("the list for staff", () => {
  test("finds by any part of a slug, a name or an owner's e-mail, and by a label", async () => {
    await newTenant("search-one", { name: "Zweite Firma 100%", labels: { team: "searchers" } });
    const slugs = (search: string) =>
      enterStaffAsOperator(async (scope) => (await tenants(scope, { search })).items.map((each) => each.slug));
    expect(await slugs("search-o")).toEqual(["search-one"]);
    expect(await slugs("arch-one")).toEqual(["search-one"]);
    expect(await slugs("team=Search")).toEqual(["search-one"]);
    expect(await slugs("ZWEITE")).toEqual(["search-one"]);
    expect(await slugs("@search-one")).toEqual(["search-one"]);
    expect(await slugs("100%")).toEqual(["search-one"]);
    expect(await slugs("%")).toEqual(["search-one"]);
    expect(await slugs("earch-one x")).toEqual([]);
  });

  test("gives every tenant once, page by page", async () => {
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await enterStaffAsOperator((scope) => tenants(scope, { limit: 4, after }));
      seen.push(...page.items.map((each) => each.slug));
      if (!page.next) break;
      after = page.next;
    }
    const { rows } = await root.query<{ slug: string }>("SELECT slug FROM tenant");
    expect(seen.toSorted()).toEqual(rows.map((row) => row.slug).toSorted());
  });

  test("counts by status", async () => {
    const counts = await enterStaffAsOperator(tenantsByStatus);
    const { rows } = await root.query("SELECT count(*)::int AS total FROM tenant");
    expect(counts.reduce((sum, each) => sum + each.count, 0)).toBe(rows[0].total);
  });
});

function create(input: ReturnType<typeof tenantInput>) {
  return enterAsOperator(tenantToBe(input), (scope) => createTenant(scope, input));
}

function suspend(tenant: TenantView, reason = "Unpaid") {
  return enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason }));
}

async function put({ id }: TenantView, status: TenantStatus): Promise<void> {
  await root.query("UPDATE tenant SET status = $2 WHERE tenant_id = $1", [id, status]);
}

function failingAfter<D>(run: (draft: D) => Promise<void>) {
  return async (draft: D) => {
    await run(draft);
    throw new Error("the step failed");
  };
}

/** Rows of every table there is, looked at past all policies. */
async function rowCounts(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; rows: number }>(`
    SELECT relname AS name, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text::int AS rows
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`);
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { Prisma } from "#generated/prisma/client.ts";
import { enterStaffAsOperator } from "../../gate/enter.ts";
import type { StaffScope } from "../../gate/scope.ts";
import { freshDatabase } from "../../test/database.ts";
import { world } from "../../test/world.ts";
import { tenantCount, tenantPage } from "./list.ts";
import { readCursor, tenantQuestionOf } from "./list-model.ts";
import { tenants } from "./queries.ts";

const database = freshDatabase();
let staff: pg.Client;

beforeAll(async () => {
  await world();
  const root = await database.asRoot();
  await root.query(`INSERT INTO tenant (tenant_id, slug, name, status, isolation, isolation_data, isolation_compute, isolation_network, plan_id,
      owner_id, owner_email, region, labels, created_at, updated_at)
    SELECT gen_random_uuid(), 'tenant-' || n, 'Tenant ' || md5(n::text), (ARRAY['Active', 'Active', 'Active', 'Suspended'])[1 + n % 4]::tenant_status,
      (ARRAY['Soft', 'Soft', 'Hard'])[1 + n % 3]::isolation_level, 'row', 'shared', 'shared', (SELECT id FROM plan LIMIT 1), gen_random_uuid(),
      md5(n::text) || '@plans.test', (ARRAY['eu-west', 'us-east'])[1 + n % 2], jsonb_build_object('segment', 's' || n % 200),
      now() - n * interval '1 hour', now() - n * interval '1 minute'
    FROM generate_series(1, 5000) n`);
  // One in twenty has the matter: many denials, a quota nearly full, an owner who never came.
  const some = "(SELECT tenant_id, owner_email, row_number() OVER () AS n FROM tenant WHERE slug LIKE 'tenant-%') t";
  await root.query(`INSERT INTO usage_day (tenant_id, meter_id, day, used, allowed, warned, denied, limited)
    SELECT tenant_id, '00000000-0000-7000-8000-000000000001', (now() AT TIME ZONE 'UTC')::date + d, 1, 100, 0, CASE n % 20 WHEN 0 THEN 50 ELSE 0 END, 0
    FROM ${some}, generate_series(-1, 1) d`);
  await root.query(`INSERT INTO quota_near (tenant_id, meter_id, period, share, ends_at, since)
    SELECT tenant_id, '00000000-0000-7000-8000-000000000001', 'none', 0.9 + (n % 3) * 0.05, 'infinity', now() FROM ${some} WHERE n % 20 = 0`);
  await root.query(`INSERT INTO invitation (tenant_id, id, email, role, token_hash, expires_at)
    SELECT tenant_id, gen_random_uuid(), owner_email, 'owner', sha256(owner_email::bytea), now() + CASE n % 20 WHEN 0 THEN -1 ELSE 1 END * interval '1 day' FROM ${some}`);
  await root.query(
    "UPDATE tenant SET status = 'Terminating', purge_at = now() + interval '3 days' WHERE slug LIKE 'tenant-1__'",
  );
  await root.query("UPDATE tenant SET status_changed_at = now() - interval '8 days' WHERE slug LIKE 'tenant-%7'");
  await root.query("ANALYZE tenant, usage_day, quota_near, invitation");
  staff = await database.as("staff");
  // A few thousand rows are read whole as quickly; what counts is whether the index can be used at all, under the policies.
  await staff.query("SET enable_seqscan = off");
});

const sorted: [sort: string, index: string, cursor: string[]][] = [
  ["name", "tenant_sort_name_idx", ["tenant 8", "x"]],
  ["slug", "tenant_slug_key", ["tenant-300"]],
  ["status", "tenant_sort_status_idx", ["Active", "tenant-300"]],
  ["plan", "tenant_sort_plan_idx", ["0", "standard", "tenant-300"]],
  ["isolation", "tenant_sort_isolation_idx", ["Soft", "tenant-300"]],
  ["region", "tenant_sort_region_idx", ["us-east", "tenant-300"]],
  ["owner", "tenant_sort_owner_idx", ["8", "tenant-300"]],
  ["created", "tenant_sort_created_idx", ["2026-01-01 00:00:00+00", "tenant-300"]],
  ["updated", "tenant_sort_updated_idx", ["2026-01-01 00:00:00+00", "tenant-300"]],
];

describe.each(sorted)("ordered by %s", (sort, index, cursor) => {
  test.each(["first", "after", "before"])(
    "the page that comes %s is read from the order's own index",
    async (place) => {
      for (const order of [sort, `-${sort}`]) {
        const asked = { ...tenantQuestionOf({ sort: order }), base: "x.test", limit: 50 };
        const at = place === "first" ? {} : { [place]: readCursor(JSON.stringify(cursor)) };
        const plan = await planOf((scope) => tenantPage(scope, { ...asked, ...at }));
        expect(plan).toContain(index);
        expect(plan).not.toContain("Seq Scan on tenant");
      }
    },
  );
});

// Two begin with it; which is the cheaper depends on their size.
const byStatus = /tenant_(sort_status|status_since)_idx/;

describe("a filter is looked up in an index, by", () => {
  test.each([
    ["a word", "8f14e45f", "tenant_search_idx"],
    ["an owner", "owner:8f14e45f", "tenant_search_idx"],
    ["a label", "label:segment=s7", "tenant_labels_idx"],
    ["a host", "domain:tenant-7.x.test", "tenant_slug_key"],
    ["a status", "status:Suspended", byStatus],
    ["a time", "created:>-2d", "tenant_sort_created_idx"],
    ["many denials", "is:denied", "usage_day_denied_idx"],
    ["a quota nearly full", "is:near-limit", "quota_near_share_idx"],
    ["a quota used up", "is:at-limit", "quota_near_share_idx"],
    ["an owner who never came", "is:ownerless", "invitation_unanswered_idx"],
    ["a long suspension", "is:long-suspended", byStatus],
    ["a grace that ends", "is:ending", "tenant_purge_at_idx"],
  ])("%s", async (_, filter, index) => {
    const asked = { ...tenantQuestionOf({ q: filter }), base: "x.test", limit: 50 };
    const found = await enterStaffAsOperator((scope) => tenantCount(scope, asked));
    expect(found.count).toBeGreaterThan(0);
    for (const read of [
      (scope: StaffScope) => tenantCount(scope, asked),
      (scope: StaffScope) => tenantPage(scope, { ...asked, found }),
    ]) {
      const plan = await planOf(read);
      expect(plan).toMatch(index);
      expect(plan).not.toContain("Seq Scan on tenant");
    }
  });
});

test("what programs search for, and a page of all, are read from an index", async () => {
  const search = "8f14e45f";
  const { items, total } = await enterStaffAsOperator((scope) => tenants(scope, { search }));
  expect([items.length, total]).toEqual([1, 1]);
  const searched = await planOf((scope) => tenants(scope, { search, after: "a" }));
  expect(searched).toContain("tenant_search_idx");
  const suspended = await planOf((scope) => tenants(scope, { status: "Suspended", after: "tenant-300" }));
  expect(suspended).toMatch(byStatus);
  for (const plan of [searched, suspended]) expect(plan).not.toContain("Seq Scan on tenant");
});

/** The plans, as staff and under their policies, of every statement that a query sends. */
async function planOf(query: (scope: StaffScope) => Promise<unknown>): Promise<string> {
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
    await query({ ...scope, db });
  });
  expect(plans.length).toBeGreaterThan(0);
  return plans.join("\n");
}

import { beforeAll, expect, test } from "vitest";
import { enterAsOperator, enterStaffAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMeter, newTenant, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { setQuota } from "../quotas/commands.ts";
import { recordExport, tenantCsv, tenantJson } from "./csv.ts";
import { tenantColumns, tenantLookOf, tenantQuestionOf } from "./list-model.ts";

const database = freshDatabase();

beforeAll(async () => {
  await world();
  await newMeter({ slug: "calls", name: "Calls", unit: "calls", eventType: "call", aggregation: "count" });
  const names = ['=HYPERLINK("http://x";"y")', "+1 Ltd", "-2 Ltd", "@home", 'Say "hi", you', "Über GmbH"];
  for (const [at, name] of names.entries())
    await newTenant(`unsafe-${at}`, { name, labels: at === 4 ? { motto: "a, b; c", tier: "gold" } : {} });
  const limited = await newTenant("limited");
  await enterAsOperator(limited, (scope) =>
    setQuota(scope, { meter: "calls", period: "month", limit: 1_500.5, mode: "hard" }),
  );
  const root = await database.asRoot();
  await root.query("UPDATE tenant SET created_at = '2026-11-20T10:00:00.5Z', updated_at = '2026-11-21T10:00:00Z'");
});

const asked = (q: string, cols: string, sort = "slug") => ({
  ...tenantQuestionOf({ q, sort }),
  columns: tenantLookOf({ cols }).columns,
  base: "tenantry.example",
});
const csv = (q: string, cols: string, sort?: string) =>
  enterStaffAsOperator(async (scope) => {
    let text = "";
    for await (const part of tenantCsv(scope, asked(q, cols, sort))) text += part;
    return text.split("\r\n").slice(0, -1);
  });

test("as JSON it holds the same rows, each value under its column's name and no text changed for a spreadsheet", async () => {
  const rows = await enterStaffAsOperator(async (scope) => {
    let text = "";
    for await (const part of tenantJson(scope, asked("unsafe", "plan,created"))) text += part;
    return JSON.parse(text);
  });
  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual({
    slug: "unsafe-0",
    name: '=HYPERLINK("http://x";"y")',
    plan: "standard",
    created_at: "2026-11-20T10:00:00.500Z",
  });
  const none = await enterStaffAsOperator(async (scope) => {
    let text = "";
    for await (const part of tenantJson(scope, asked("nobody-is-called-so", "plan"))) text += part;
    return JSON.parse(text);
  });
  expect(none).toEqual([]);
});

test("the file holds what is shown: the filter's rows in their order, and the chosen columns", async () => {
  expect(await csv("alder", "plan,created,status")).toEqual([
    "slug,name,status,plan,created_at",
    "alder,alder works,Active,standard,2026-11-20T10:00:00.500Z",
  ]);
  expect((await csv("slug:alder,birch", "none", "-name")).slice(1)).toEqual(["birch,birch works", "alder,alder works"]);
});

test("no cell begins as a formula does, and what needs quotation marks has them", async () => {
  const [, ...rows] = await csv("unsafe", "labels");
  expect(rows).toEqual([
    `unsafe-0,"'=HYPERLINK(""http://x"";""y"")",`,
    "unsafe-1,'+1 Ltd,",
    "unsafe-2,'-2 Ltd,",
    "unsafe-3,'@home,",
    `unsafe-4,"Say ""hi"", you","motto=a, b; c; tier=gold"`,
    "unsafe-5,Über GmbH,",
  ]);
});

test("every column has a head, amounts are exact and what is not there is empty", async () => {
  const [head = "", row = ""] = await csv("slug:limited", tenantColumns.join(","));
  expect(head.split(",")).toHaveLength(row.split(",").length);
  const cells = new Map(head.split(",").map((name, at) => [name, row.split(",")[at]]));
  expect(cells.get("quota_limit")).toBe("1500.5");
  expect(cells.get("quota_used")).toBe("0");
  expect(cells.get("denied_24h")).toBe("0");
  expect((await csv("alder", "quota"))[1]).toBe("alder,alder works,,,,");
});

test("more rows than one batch come all, once", async () => {
  const root = await database.asRoot();
  await root.query(`INSERT INTO tenant (tenant_id, slug, name, isolation_data, isolation_compute, isolation_network, plan_id, owner_id, owner_email)
    SELECT gen_random_uuid(), 'bulk-' || n, 'Bulk ' || n, 'row', 'shared', 'shared', (SELECT id FROM plan LIMIT 1), gen_random_uuid(), 'o@bulk.test'
    FROM generate_series(1, 1200) n`);
  const [, ...rows] = await csv("slug:bulk-", "none", "-created");
  expect(rows).toHaveLength(1_200);
  expect(new Set(rows).size).toBe(1_200);
});

test("who took the file is in the platform's audit log", async () => {
  const { items } = await enterAsOperator("platform", async (scope) => {
    await recordExport(scope, asked("status:Active", "plan", "-created"));
    return auditEntries(scope, { limit: 1 });
  });
  expect(items).toMatchObject([{ action: "tenants.exported", objectName: "Tenants" }]);
  expect(items[0]?.changes).toContainEqual({ field: "filter", from: "–", to: "status:Active" });
  expect(items[0]?.changes).toContainEqual({ field: "order", from: "–", to: "-created" });
});

import { stringify } from "csv-stringify/sync";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import { jsonPiece } from "../../json-file.ts";
import { record } from "../audit/commands.ts";
import { type QuotaFigures, quotaFigures } from "../quotas/fullest.ts";
import { tenantBatches } from "./list.ts";
import type { TenantColumn, TenantQuestion, TenantRow } from "./list-model.ts";

type Asked = TenantQuestion & { columns: readonly TenantColumn[] };
type Cell = string | number | null;

const rowsPerBatch = 500;
const day = 86_400_000;

/** The list as it is shown (filter, order, columns) as CSV, a batch of rows at a time: exact numbers, times in ISO form. */
export async function* tenantCsv(scope: StaffScope, asked: FileAsked): AsyncGenerator<string> {
  yield line([["slug", "name", ...asked.columns.flatMap((column) => Object.keys(cells[column](none, undefined)))]]);
  for await (const rows of rowBatches(scope, asked)) yield line(rows.map((row) => Object.values(row)));
}

/** The same as one JSON array, in which each row names its values. */
export async function* tenantJson(scope: StaffScope, asked: FileAsked): AsyncGenerator<string> {
  let first = true;
  for await (const rows of rowBatches(scope, asked)) {
    yield jsonPiece(rows, { first, last: false });
    first = false;
  }
  yield jsonPiece([], { first, last: true });
}

type FileAsked = Asked & { base: string };

async function* rowBatches(scope: StaffScope, asked: FileAsked): AsyncGenerator<Record<string, Cell>[]> {
  const { columns } = asked;
  const counted = columns.includes("quota") || columns.includes("denied");
  for await (const tenants of tenantBatches(scope, { ...asked, limit: rowsPerBatch })) {
    const since = new Date(Date.now() - day);
    const ids = tenants.map(({ id }) => id);
    const figures = counted ? await quotaFigures(scope, ids, since) : [];
    const byId = new Map(figures.map((each) => [each.tenantId, each]));
    yield tenants.map((tenant) => ({
      slug: tenant.slug,
      name: tenant.name,
      ...Object.assign({}, ...columns.map((column) => cells[column](tenant, byId.get(tenant.id)))),
    }));
  }
}

/** Writes down who took which list out of the platform. */
export async function recordExport(scope: Scope, { filter, sort, descending, columns }: Asked): Promise<void> {
  const order = `${descending ? "-" : ""}${sort}`;
  await record(scope, {
    action: "tenants.exported",
    object: { kind: "list", id: PLATFORM_ID, name: "Tenants" },
    after: { filter: filter || "all", order, columns: columns.join(", ") },
  });
}

const cells: Record<TenantColumn, (tenant: TenantRow, figures: QuotaFigures | undefined) => Record<string, Cell>> = {
  status: ({ status }) => ({ status }),
  plan: ({ plan }) => ({ plan: plan.slug }),
  isolation: ({ isolation }) => ({ isolation }),
  region: ({ region }) => ({ region }),
  owner: ({ ownerEmail }) => ({ owner: ownerEmail }),
  labels: ({ labels }) => ({
    labels: Object.entries(labels)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map((pair) => pair.join("="))
      .join("; "),
  }),
  quota: (_, figures) => ({
    tightest_quota: figures?.fullest?.meter ?? null,
    quota_used: figures?.fullest?.used ?? null,
    quota_limit: figures?.fullest?.limit ?? null,
    quota_unit: figures?.fullest?.unit ?? null,
  }),
  denied: (_, figures) => ({ denied_24h: figures?.denied ?? null }),
  zone: ({ timeZone }) => ({ time_zone: timeZone }),
  created: ({ createdAt }) => ({ created_at: createdAt }),
  updated: ({ updatedAt }) => ({ updated_at: updatedAt }),
};

const none: TenantRow = {
  id: "",
  slug: "",
  name: "",
  status: "Pending",
  statusReason: null,
  isolation: "Soft",
  plan: { slug: "", name: "" },
  region: "",
  timeZone: "",
  ownerEmail: "",
  labels: {},
  createdAt: "",
  updatedAt: "",
};

// A spreadsheet runs text that begins like a formula, quoted or not.
function line(rows: Cell[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: "\r\n" });
}

import { stringify } from "csv-stringify/sync";
import type { Scope, StaffScope } from "../../gate/scope.ts";
import { record } from "./commands.ts";
import type { AuditQuestion } from "./list-model.ts";
import type { AuditEntryView } from "./model.ts";
import { type AuditPage, auditEntries, auditEntriesOfAll } from "./queries.ts";

type Filter = Pick<AuditQuestion, "filter">;

const limit = 500;

/** Everyone's entries that a filter matches, as CSV, a batch at a time. */
export async function* auditCsvOfAll(scope: StaffScope, { filter }: Filter): AsyncGenerator<string> {
  yield head(["tenant"]);
  for (let before: string | undefined; ; ) {
    const page = await auditEntriesOfAll(scope, { filter, before, limit });
    yield lines(page, ({ tenant }) => [tenant?.slug ?? "platform"]);
    if (!page.next) return;
    before = page.next;
  }
}

/** One batch of a tenant's entries that a filter matches, as CSV, and where the next one begins. */
export async function auditCsv(scope: Scope, { filter }: Filter, before: string | null) {
  const page = await auditEntries(scope, { filter, before: before ?? undefined, limit });
  return { text: (before === null ? head([]) : "") + lines(page, () => []), next: page.next };
}

/** Writes down who took which entries out. */
export async function recordAuditExport(scope: Scope, { filter }: Filter): Promise<void> {
  await record(scope, {
    action: "audit.exported",
    object: { kind: "list", id: scope.tenant.id, name: "Audit" },
    after: { filter: filter || "all" },
  });
}

function head(more: string[]): string {
  const object = ["object_kind", "object_id", "object", "changes", "reason"];
  return csv([["at", ...more, "actor_kind", "actor", "action", ...object, "ip", "request_id", "entry_id"]]);
}

function lines({ items }: AuditPage, more: (entry: AuditEntryView) => string[]): string {
  return csv(
    items.map((entry) => [
      entry.at.toISOString(),
      ...more(entry),
      entry.actorKind,
      entry.actorName,
      entry.action,
      entry.objectKind,
      entry.objectId,
      entry.objectName,
      entry.changes.map(({ field, from, to }) => `${field}: ${from} → ${to}`).join("; "),
      entry.reason,
      entry.ip,
      entry.requestId,
      entry.id,
    ]),
  );
}

// A spreadsheet runs text that begins like a formula, quoted or not.
function csv(rows: (string | null)[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: "\r\n" });
}

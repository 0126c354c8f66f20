import type { Scope, StaffScope } from "../../gate/scope.ts";
import { jsonPiece } from "../../json-file.ts";
import type { AuditQuestion } from "./list-model.ts";
import type { AuditEntryView } from "./model.ts";
import { auditEntries, auditEntriesOfAll } from "./queries.ts";

type Filter = Pick<AuditQuestion, "filter">;

const limit = 500;

/** Everyone's entries that a filter matches, as one JSON array, a batch at a time. */
export async function* auditJsonOfAll(scope: StaffScope, { filter }: Filter): AsyncGenerator<string> {
  for (let before: string | undefined; ; ) {
    const page = await auditEntriesOfAll(scope, { filter, before, limit });
    const items = page.items.map((entry) => ({ ...told(entry), tenant: entry.tenant?.slug ?? "platform" }));
    yield jsonPiece(items, { first: before === undefined, last: page.next === null });
    if (!page.next) return;
    before = page.next;
  }
}

/** One batch of a tenant's entries that a filter matches, as a piece of a JSON array, and where the next one begins. */
export async function auditJson(scope: Scope, { filter }: Filter, before: string | null) {
  const { items, next } = await auditEntries(scope, { filter, before: before ?? undefined, limit });
  return { text: jsonPiece(items.map(told), { first: before === null, last: next === null }), next };
}

function told({ id, at, actorKind, actorName, action, changes, reason, ip, requestId, ...rest }: AuditEntryView) {
  const object = { kind: rest.objectKind, id: rest.objectId, name: rest.objectName };
  return { id, at, actor: { kind: actorKind, name: actorName }, action, object, changes, reason, ip, requestId };
}

import { OneEntry } from "#lib/domain/audit/list-model.ts";
import { auditEntryOfAll } from "#lib/domain/audit/queries.ts";
import { staffRead } from "#lib/gate/read.ts";

export const GET = staffRead("audit:read", OneEntry, auditEntryOfAll);

import { OneEntry } from "#lib/domain/audit/list-model.ts";
import { auditEntry } from "#lib/domain/audit/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("platform", "audit:read", OneEntry, auditEntry);

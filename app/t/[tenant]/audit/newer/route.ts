import { SinceEntry } from "#lib/domain/audit/list-model.ts";
import { newerEntries } from "#lib/domain/audit/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("console", "audit:read", SinceEntry, newerEntries);

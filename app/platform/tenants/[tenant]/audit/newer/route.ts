import { SinceEntry } from "#lib/domain/audit/list-model.ts";
import { newerEntries } from "#lib/domain/audit/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("platform", "audit:read", SinceEntry, newerEntries);

import { SinceEntry } from "#lib/domain/audit/list-model.ts";
import { newerEntriesOfAll } from "#lib/domain/audit/queries.ts";
import { staffRead } from "#lib/gate/read.ts";

export const GET = staffRead("audit:read", SinceEntry, newerEntriesOfAll);

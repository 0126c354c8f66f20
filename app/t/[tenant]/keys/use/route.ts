import { OneKey } from "#lib/domain/keys/model.ts";
import { keyUse } from "#lib/domain/keys/queries.ts";
import { tenantView } from "#lib/gate/read.ts";

export const GET = tenantView("console", "keys:read", OneKey, keyUse);

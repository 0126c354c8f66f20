import { OneKey } from "#lib/domain/keys/model.ts";
import { keyUse } from "#lib/domain/keys/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("platform", "keys:read", OneKey, keyUse);

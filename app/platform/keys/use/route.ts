import { OneKey } from "#lib/domain/keys/model.ts";
import { keyUse } from "#lib/domain/keys/queries.ts";
import { platformView } from "#lib/gate/read.ts";

export const GET = platformView("keys:read", OneKey, keyUse);

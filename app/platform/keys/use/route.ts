import { OneKey } from "#lib/domain/keys/model.ts";
import { keyUse } from "#lib/domain/keys/queries.ts";
import { platformRead } from "#lib/gate/read.ts";

export const GET = platformRead("keys:read", OneKey, keyUse);

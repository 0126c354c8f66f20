"use server";

import { createKey, revokeKey } from "#lib/domain/keys/commands.ts";
import { CreateKey, RevokeKey } from "#lib/domain/keys/model.ts";
import { tenantAction } from "#lib/gate/action.ts";

export const create = tenantAction("console", "keys:write", CreateKey, createKey);
export const revoke = tenantAction("console", "keys:write", RevokeKey, revokeKey);

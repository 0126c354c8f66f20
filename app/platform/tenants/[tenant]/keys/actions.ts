"use server";

import { createKey, revokeKey, setAddresses } from "#lib/domain/keys/commands.ts";
import { CreateKey, RevokeKey, RotateKey, SetAddresses } from "#lib/domain/keys/model.ts";
import { rotateKey } from "#lib/domain/keys/rotate.ts";
import { tenantAction } from "#lib/gate/action.ts";
import { untilHeard } from "#lib/gate/changes.ts";

export const create = tenantAction("platform", "keys:write", CreateKey, createKey);
export const rotate = tenantAction("platform", "keys:write", RotateKey, rotateKey);
export const revoke = tenantAction("platform", "keys:write", RevokeKey, revokeKey);
export const restrict = tenantAction("platform", "keys:write", SetAddresses, setAddresses, untilHeard);

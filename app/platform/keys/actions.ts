"use server";

import { createKey, revokeKey, setAddresses } from "#lib/domain/keys/commands.ts";
import { CreateKey, RevokeKey, RotateKey, SetAddresses } from "#lib/domain/keys/model.ts";
import { rotateKey } from "#lib/domain/keys/rotate.ts";
import { platformAction } from "#lib/gate/action.ts";
import { untilHeard } from "#lib/gate/changes.ts";

export const create = platformAction("keys:write", CreateKey, createKey);
export const rotate = platformAction("keys:write", RotateKey, rotateKey);
export const revoke = platformAction("keys:write", RevokeKey, revokeKey);
export const restrict = platformAction("keys:write", SetAddresses, setAddresses, untilHeard);

"use server";

import { createKey, revokeKey } from "#lib/domain/keys/commands.ts";
import { CreateKey, RevokeKey, RotateKey } from "#lib/domain/keys/model.ts";
import { rotateKey } from "#lib/domain/keys/rotate.ts";
import { platformAction } from "#lib/gate/action.ts";

export const create = platformAction("keys:write", CreateKey, createKey);
export const rotate = platformAction("keys:write", RotateKey, rotateKey);
export const revoke = platformAction("keys:write", RevokeKey, revokeKey);

"use server";

import { createMeter } from "#lib/domain/meters/commands.ts";
import { CreateMeter } from "#lib/domain/meters/model.ts";
import { platformAction } from "#lib/gate/action.ts";

export const create = platformAction("meters:write", CreateMeter, createMeter);

"use server";

import { ChangeStaff } from "#lib/domain/people/model.ts";
import { changeStaff } from "#lib/domain/people/staff.ts";
import { platformAction } from "#lib/gate/action.ts";

export const change = platformAction("staff:write", ChangeStaff, changeStaff);

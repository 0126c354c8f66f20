"use server";

import { addLabel, changePlan, removeLabel } from "#lib/domain/tenants/bulk.ts";
import { AddLabel, ChangePlan, RemoveLabel } from "#lib/domain/tenants/bulk-model.ts";
import { resumeTenant, suspendTenant } from "#lib/domain/tenants/commands.ts";
import { NoInput, SuspendTenant } from "#lib/domain/tenants/model.ts";
import { changeView, removeView, saveView } from "#lib/domain/views/commands.ts";
import { ChangeView, RemoveView, SaveView } from "#lib/domain/views/model.ts";
import { eachTenantAction, platformAction } from "#lib/gate/action.ts";

export const suspendEach = eachTenantAction("tenants:suspend", SuspendTenant, suspendTenant);
export const resumeEach = eachTenantAction("tenants:suspend", NoInput, resumeTenant);
export const changePlanOfEach = eachTenantAction("tenants:write", ChangePlan, changePlan);
export const addLabelToEach = eachTenantAction("tenants:write", AddLabel, addLabel);
export const removeLabelOfEach = eachTenantAction("tenants:write", RemoveLabel, removeLabel);

export const saveTenantsView = platformAction("views:write", SaveView, saveView);
export const changeTenantsView = platformAction("views:write", ChangeView, changeView);
export const removeTenantsView = platformAction("views:write", RemoveView, removeView);

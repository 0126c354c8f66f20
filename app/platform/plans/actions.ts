"use server";

import { addPlan, changePlan } from "#lib/domain/plans/commands.ts";
import { AddPlan, ChangePlan } from "#lib/domain/plans/model.ts";
import { setDefaultQuota, setPlanQuota, unsetDefaultQuota, unsetPlanQuota } from "#lib/domain/quotas/layer-commands.ts";
import { SetPlanQuota, SetQuota, UnsetPlanQuota, UnsetQuota } from "#lib/domain/quotas/model.ts";
import { platformAction } from "#lib/gate/action.ts";

export const add = platformAction("plans:write", AddPlan, addPlan);
export const change = platformAction("plans:write", ChangePlan, changePlan);
export const setLimit = platformAction("plans:write", SetPlanQuota, setPlanQuota);
export const setDefault = platformAction("plans:write", SetQuota, setDefaultQuota);
export const unsetLimit = platformAction("plans:write", UnsetPlanQuota, unsetPlanQuota);
export const unsetDefault = platformAction("plans:write", UnsetQuota, unsetDefaultQuota);

"use server";

import { grantQuota, setQuota, setRate, unsetQuota } from "#lib/domain/quotas/commands.ts";
import { endGrant } from "#lib/domain/quotas/grants.ts";
import { EndGrant, GrantQuota, SetQuota, SetRate, UnsetQuota } from "#lib/domain/quotas/model.ts";
import { tenantAction } from "#lib/gate/action.ts";

export const set = tenantAction("platform", "quotas:write", SetQuota, setQuota);
export const unset = tenantAction("platform", "quotas:write", UnsetQuota, unsetQuota);
export const rate = tenantAction("platform", "quotas:write", SetRate, setRate);
export const grant = tenantAction("platform", "quotas:grant", GrantQuota, grantQuota);
export const end = tenantAction("platform", "quotas:grant", EndGrant, endGrant);

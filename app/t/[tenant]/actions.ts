"use server";

import { hideChecklist } from "#lib/domain/members/commands.ts";
import { HideChecklist } from "#lib/domain/members/model.ts";
import { ChangeSettings } from "#lib/domain/tenants/model.ts";
import { changeSettings } from "#lib/domain/tenants/settings.ts";
import { tenantAction } from "#lib/gate/action.ts";

export const hide = tenantAction("console", "overview:read", HideChecklist, hideChecklist);
export const save = tenantAction("console", "settings:write", ChangeSettings, changeSettings);

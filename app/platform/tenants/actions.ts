"use server";

import { createTenant, resumeTenant, suspendTenant, updateTenant } from "#lib/domain/tenants/commands.ts";
import { deleteTenant, eraseTenant, restoreTenant } from "#lib/domain/tenants/deletion.ts";
import {
  CreateTenant,
  DeleteTenant,
  EraseTenant,
  NoInput,
  SuspendTenant,
  UpdateTenant,
} from "#lib/domain/tenants/model.ts";
import { newTenantAction, tenantAction } from "#lib/gate/action.ts";

export const create = newTenantAction(CreateTenant, (scope, input) => createTenant(scope, input));
export const update = tenantAction("platform", "tenants:write", UpdateTenant, updateTenant);
export const suspend = tenantAction("platform", "tenants:suspend", SuspendTenant, suspendTenant);
export const resume = tenantAction("platform", "tenants:suspend", NoInput, resumeTenant);
export const remove = tenantAction("platform", "tenants:delete", DeleteTenant, deleteTenant);
export const restore = tenantAction("platform", "tenants:delete", NoInput, restoreTenant);
export const erase = tenantAction("platform", "tenants:delete", EraseTenant, eraseTenant);

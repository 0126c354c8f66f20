"use server";

import { resumeTenant, suspendTenant, updateTenant } from "#lib/domain/tenants/commands.ts";
import { deleteTenant, eraseTenant, restoreTenant } from "#lib/domain/tenants/deletion.ts";
import {
  BeginTenant,
  DeleteTenant,
  EraseTenant,
  NoInput,
  SuspendTenant,
  UpdateTenant,
} from "#lib/domain/tenants/model.ts";
import { beginTenant, runSetupStep } from "#lib/domain/tenants/setup.ts";
import { RunSetupStep } from "#lib/domain/tenants/setup-model.ts";
import { newTenantAction, tenantAction } from "#lib/gate/action.ts";

export const create = newTenantAction(BeginTenant, beginTenant);
export const setUp = tenantAction("platform", "tenants:write", RunSetupStep, runSetupStep);
export const update = tenantAction("platform", "tenants:write", UpdateTenant, updateTenant);
export const suspend = tenantAction("platform", "tenants:suspend", SuspendTenant, suspendTenant);
export const resume = tenantAction("platform", "tenants:suspend", NoInput, resumeTenant);
export const remove = tenantAction("platform", "tenants:delete", DeleteTenant, deleteTenant);
export const restore = tenantAction("platform", "tenants:delete", NoInput, restoreTenant);
export const erase = tenantAction("platform", "tenants:delete", EraseTenant, eraseTenant);
